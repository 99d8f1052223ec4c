# Sourced by the scripts: exports JAVA_HOME, a JDK of version 21 or newer, or ends the script that sourced it.
#
# A JAVA_HOME that is new enough is taken as it is. Otherwise the newest JDK found on the PATH, in the usual folders, in
# SDKMAN! or in ~/.jdks wins. "java" on the PATH alone is not trusted: it is often an older version than what is installed.

# Prints the feature version (21, 25, …) of the JDK in folder $1, or 0 when there is no JDK.
jdk_version() {
    if [ ! -x "$1/bin/java" ] || [ ! -x "$1/bin/javac" ]; then
        echo 0
        return
    fi
    jdk_version_=
    if [ -r "$1/release" ]; then
        jdk_version_=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | head -n 1)
    fi
    if [ -z "$jdk_version_" ]; then
        jdk_version_=$("$1/bin/java" -version 2>&1 | sed -n 's/^[^"]*version "\([0-9]*\).*/\1/p' | head -n 1)
    fi
    echo "${jdk_version_:-0}"
}

# Prints the home of the JDK that "javac" on the PATH belongs to, following symbolic links; nothing when there is none.
jdk_on_path() {
    jdk_file_=$(command -v javac 2>/dev/null) || return 0
    while [ -L "$jdk_file_" ]; do
        jdk_target_=$(readlink "$jdk_file_")
        case $jdk_target_ in
            /*) jdk_file_=$jdk_target_ ;;
            *) jdk_file_=$(dirname "$jdk_file_")/$jdk_target_ ;;
        esac
    done
    dirname "$(dirname "$jdk_file_")"
}

if [ "$(jdk_version "${JAVA_HOME:-/nonexistent}")" -lt 21 ]; then
    jdk_best_=
    jdk_best_version_=20
    jdk_path_=$(jdk_on_path)
    for jdk_home_ in \
        "${jdk_path_:-/nonexistent}" \
        /usr/lib/jvm/* \
        /usr/java/* \
        /usr/local/java/* \
        /opt/* \
        /opt/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "${SDKMAN_DIR:-${HOME:-/nonexistent}/.sdkman}"/candidates/java/* \
        "${HOME:-/nonexistent}"/.jdks/* \
        "${HOME:-/nonexistent}"/.jdks/*/Contents/Home; do
        jdk_version_found_=$(jdk_version "$jdk_home_")
        if [ "$jdk_version_found_" -gt "$jdk_best_version_" ]; then
            jdk_best_=$jdk_home_
            jdk_best_version_=$jdk_version_found_
        fi
    done
    if [ -z "$jdk_best_" ]; then
        echo "Parley needs a JDK of version 21 or newer (25 recommended): install one or let JAVA_HOME point to one." >&2
        exit 1
    fi
    JAVA_HOME=$jdk_best_
fi
export JAVA_HOME
