package daggerkit.local.host;

/** What sets up a private root, as texts of the shell. */
final class RootScripts {
    /**
     * Sets up with the capabilities of the new namespace; the command gets none. Nothing is looked up by an absolute
     * path of the session's, which may lie in a folder that the command's user cannot enter. Arguments: step, how to
     * evaluate the command, user and group, whether there are many users, and the user's other groups. Root keeps its
     * rights over the files of its own users, and no others.
     */
    static final String UNSHARE = """
        set -e
        umask 022
        exec 5>&2 2>"$1.log" 6<"$1.run"
        cd -P "$1"
        mount --no-canonicalize --bind . /tmp
        mount -t tmpfs -o mode=755,nosuid tmpfs /tmp/dev
        cp -dR ../dev/. /tmp/dev
        mount --all --fstab "../$1.fstab"
        . "../$1.mounts"
        cd /tmp
        mkdir .pivot
        pivot_root . .pivot
        umount --lazy /.pivot
        rmdir /.pivot
        cd /
        drop="setpriv --inh-caps=-all --ambient-caps=-all --no-new-privs --bounding-set=-all"
        root="$drop,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid"
        if [ "$5" = many ]; then
            [ "$3" != 0 ] || drop=$root
            [ -n "$6" ] && groups="--groups $6" || groups=--clear-groups
            exec $drop --reuid "$3" --regid "$4" $groups sh -c "$2"
        fi
        [ "$3" = 0 ] || exec unshare --user --map-user "$3" --map-group "$4" $drop sh -c "$2"
        exec $root sh -c "$2"
        """;

    /**
     * Arguments: step, how to evaluate the command, bubblewrap, its options. Bubblewrap that is not told its folder goes
     * to another one when it cannot enter ours, so it is told.
     */
    static final String BUBBLEWRAP = """
        set -e
        umask 022
        exec 5>&2 2>"$1.log" 6<"$1.run"
        root=$1 evaluate=$2 bwrap=$3
        shift 3
        exec "$bwrap" --unshare-all --share-net --die-with-parent --new-session \\
            --bind "$root" / "$@" --proc /proc --remount-ro /proc --dev /dev --chdir / sh -c "$evaluate"
        """;

    private RootScripts() {}
}
