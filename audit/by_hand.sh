# 怎样不用学普、只用常见工具核对这个审计包
#
# 本文件既是说明，也是一段 bash 脚本。脚本不长，请先读一遍再运行：
#
#     unzip 审计包.zip -d 审计包
#     bash 审计包/VERIFY.txt
#
# 需要：bash 4.3 以上、openssl 3.0 以上、sha256sum、od、unzip，都是系统自带或常用的。
# 稳妥的做法是不用包里的这一份，而用您从别处取得的同一脚本：bash 脚本 解压后的目录
#
# 它依次核对：
#   1. manifest.sha256 列出的每个文件都在、内容未变，没有列出之外的文件；
#   2. 每个佐证文件的名字就是它内容的 SHA-256，而且有记录提到它；
#   3. entries.ndjson 每行一条记录，编号从 0 起连续；逐行算出 RFC 6962 的树根
#      （叶为 SHA-256(00‖该行)，结点为 SHA-256(01‖左‖右)），与每个检查点所签的根值相同；
#   4. 每个检查点有日志自己的 Ed25519 签名，公钥就是第 0 条记录登记的那一个；
#      日志曾换过名称的（origins 目录），后一个的第 0 条写着前一个的条数和根值。
# 每千条记录约需 6 秒。任何一步不符，就停下并说明，退出码为 1。
#
# 它证明的是：自检查点签署之后，这些记录没有被改动、增删或换序。请把最后打印的条数和根值
# 与您手中的（上次保存的检查点、邮件、年度附件上印的）核对：条数相同，根值必须相同。
# 压缩包本身的字节、见证签名、记录的写法和办理次序，请用 verifier.py 或 xuepu audit verify 核对。

set -euo pipefail
export LC_ALL=C
shopt -s globstar dotglob nullglob
here=${BASH_SOURCE[0]%/*}
[ -d "$here" ] || here=.
cd "${1:-$here}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

fail() { printf '不符：%s\n' "$1" >&2; exit 1; }
for tool in openssl sha256sum od; do
    type "$tool" >/dev/null 2>&1 || { echo "请先安装 $tool。" >&2; exit 2; }
done

bytes() { # hex -> bytes
    local hex=$1 out=
    while [ -n "$hex" ]; do out+="\\x${hex:0:2}"; hex=${hex:2}; done
    printf "$out"
}
digest() { local sum; sum=$(sha256sum); printf %s "${sum%% *}"; } # stdin -> SHA-256 in hex
unbase64() { local hex; hex=$(printf %s "$1" | openssl base64 -d -A | od -An -v -tx1); printf %s "${hex//[[:space:]]/}"; }
node() { bytes "01$1$2" | digest; }
root() { # hashes of the perfect subtrees, left to right -> root
    local hash=${*: -1} n=$(($# - 1))
    while [ $n -gt 0 ]; do hash=$(node "${!n}" "$hash"); n=$((n - 1)); done
    printf %s "$hash"
}

# 1、2
sha256sum --check --strict --quiet manifest.sha256 >&2 || fail '有文件被改动或缺少。'
declare -A listed=([manifest.sha256]=1)
while read -r sum name; do
    listed[$name]=1
    [[ $name != evidence/* || $name == "evidence/$sum" ]] || fail "佐证文件 $name 的名字不是它的摘要。"
done <manifest.sha256
for file in **; do
    [ -d "$file" ] || [ -n "${listed[$file]:-}" ] || fail "$file 不在清单里。"
done

# 3、4：$1 是日志所在的目录（空，或 origins/e1/ …）
check() {
    local keys note line name id key last size hash file i=0 n origin
    local -a peaks=()
    local -A roots=()
    mapfile -t keys <"$1vkeys"
    IFS=+ read -r origin id key <<<"${keys[0]}"
    key=$(unbase64 "$key")
    hash=$({ printf '%s\n' "$origin"; bytes "$key"; } | digest)
    [[ $key == 01* && $id == "${hash:0:8}" ]] || fail "$1vkeys 的公钥与标识不符。"
    bytes "302a300506032b6570032100${key:2}" >"$tmp/key"

    while IFS= read -r line; do
        [[ $line == *"\"idx\":$i,"* ]] || fail "$1 第 $i 条的编号不对。"
        [[ $line == *"\"log\":\"$origin\""* ]] || fail "$1 第 $i 条不属于日志 $origin。"
        [[ $i != 0 || $line == *"\"vkey\":\"${keys[0]}\""* ]] || fail "$1 第 0 条登记的不是这个公钥。"
        [[ $i != 0 || $line == *"$before"* ]] || fail "$1 第 0 条所接续的与前一个日志不符。"
        hash=$({ printf '\000'; printf %s "$line"; } | digest)
        n=$i
        while [ $((n & 1)) = 1 ]; do
            hash=$(node "${peaks[-1]}" "$hash")
            unset 'peaks[-1]'
            n=$((n >> 1))
        done
        peaks+=("$hash")
        i=$((i + 1))
        printf -v name '%scheckpoints/%08d' "$1" "$i"
        if [ -f "$name" ]; then roots[$i]=$(root "${peaks[@]}"); fi
        while [[ $line =~ \"sha256\":\"([0-9a-f]{64})\" ]]; do
            mentioned[${BASH_REMATCH[1]}]=1
            line=${line/"${BASH_REMATCH[0]}"/}
        done
    done <"$1entries.ndjson"

    last=0
    for file in "$1"checkpoints/*; do
        mapfile -t note <"$file"
        size=${note[1]-}
        [[ $size =~ ^(0|[1-9][0-9]*)$ ]] || fail "$file 不是检查点。"
        printf -v name '%scheckpoints/%08d' "$1" "$size"
        [[ ${note[0]} == "$origin" && $file == "$name" && -z ${note[3]-缺} ]] || fail "$file 不是这个日志的检查点。"
        [ "$(unbase64 "${note[2]}")" = "${roots[$size]:-}" ] || fail "$file 的根值与前 $size 条记录不符。"
        printf '%s\n' "${note[@]:0:3}" >"$tmp/text"
        hash=
        for line in "${note[@]:4}"; do
            if [[ $line == "— $origin "* ]]; then hash=$(unbase64 "${line##* }"); break; fi
        done
        [ "${hash:0:8}" = "$id" ] || fail "$file 没有日志自己的签名。"
        bytes "${hash:8}" >"$tmp/signature"
        openssl pkeyutl -verify -pubin -keyform DER -inkey "$tmp/key" -rawin \
            -in "$tmp/text" -sigfile "$tmp/signature" >/dev/null 2>&1 || fail "$file 的签名不对。"
        last=$size
    done
    [ "$last" = "$i" ] || [ -n "$1" ] || fail "第 $last 条起没有检查点盖住。"
    hash=$(root "${peaks[@]}")
    before="\"previous\":{\"origin\":\"$origin\",\"root\":\"$hash\",\"size\":$i}"
    printf '日志 %s：记录 %s 条，根值 %s\n' "$origin" "$i" "$hash"
}

declare -A mentioned=()
before=
for ((epoch = 1; epoch < 10000; epoch++)); do
    if [ -d "origins/e$epoch" ]; then check "origins/e$epoch/"; fi
done
check ''
for file in evidence/*; do
    [ -n "${mentioned[${file#evidence/}]:-}" ] || fail "$file 没有记录提到它。"
done
echo '相符：没有发现改动。请把上面的条数和根值与您手中的核对。'
