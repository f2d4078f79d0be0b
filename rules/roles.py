"""What a person is to a task. Roles are relative: the same person owns one task and reviews another."""

from collections.abc import Collection

from models import Post, PostKind, Role, Task

REVIEWING = frozenset({PostKind.COORDINATOR, PostKind.LEADER, PostKind.HEAD})


def of(task: Task, posts: Collection[Post], *, person_id: int, submitted_by: int | None) -> frozenset[Role]:
    """Return the roles of a person who today holds, or stands in for, `posts`.

    Who handed in the latest round MUST NOT review it, whatever posts they hold.
    """
    roles = set()
    if any(owns(task, post) for post in posts):
        roles.add(Role.OWNER)
    if any(post.kind is PostKind.COORDINATOR for post in posts):
        roles.add(Role.OFFICE)
    if person_id != submitted_by and any(post.kind in REVIEWING for post in posts):
        roles.add(Role.REVIEWER)
    return frozenset(roles)


def owns(task: Task, post: Post) -> bool:
    """Say whether the post owns the task: it is the task's own, or heads the task's department."""
    return post.id == task.post_id or (
        post.kind is PostKind.DEPARTMENT_HEAD and post.department_id == task.department_id
    )
