# Sourced by the scripts: the cache of classes that makes starts faster (JEP 514). It fits one JDK and one set of jars;
# the JVM ignores one that does not fit. PARLEY_AOT_CACHE=off does without. Expects $home and $JAVA_HOME.

cache_runtime=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release" 2>/dev/null || true)
# Without the first line, which tells how many blocks the files take: that changes when they are written to the disk a while later.
cache_jars=$(ls -ln "$home/lib" | sed 1d | cksum | cut -d ' ' -f 1)
cache_file=$home/cache/${cache_runtime:-none}-$cache_jars.aot
cache_used=

# Whether there is a cache of these jars for this JDK; sets $cache_used.
cache_fits() {
    if [ "${PARLEY_AOT_CACHE:-on}" = off ] || [ ! -f "$cache_file" ]; then
        return 1
    fi
    cache_used=$cache_file
}

# Makes it in the background, with low priority, if this process has become a Parley that still runs a few seconds later. Says
# nothing, also where it cannot be made: on an old JDK, in a folder that cannot be written, or when another process is making it.
make_cache_later() {
    if [ "${PARLEY_AOT_CACHE:-on}" = off ] || [ ! -w "$home" ] || [ "$(jdk_version "$JAVA_HOME")" -lt 25 ] \
        || ! command -v setsid >/dev/null 2>&1; then
        return 0
    fi
    setsid nice -n 10 sh -c 'sleep 5; if kill -0 "$1"; then exec "$0"; fi' "$home/bin/parley-cache" $$ </dev/null >/dev/null 2>&1 &
}
