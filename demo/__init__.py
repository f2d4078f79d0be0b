"""One sample office plays a whole year through the real steps."""
