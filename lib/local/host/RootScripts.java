package daggerkit.local.host;

/**
 * What sets up a private root, as texts of the shell.
 *
 * <p>What has capabilities is a program of the host, also after the host's own root is gone: for that there are two roots, one
 * with the host's programs and nothing else, and the command's in a folder of it. A program of the command's root could be
 * the pipeline's own, so the first one of these is started without any right over mounts.
 */
final class RootScripts {
    /**
     * Nothing is looked up by an absolute path of the session's, which may lie in a folder that the command's user cannot
     * enter. Arguments: step, how to evaluate the command, user and group, the limits, whether there are many users, and
     * the user's other groups as numbers with a plus in front, so that nothing in the command's root is asked for names.
     *
     * <p>Root keeps its rights over the files of its own users, and no others. With many users it also keeps that to change
     * its root, for that is how it got here: behind there are the host's programs, which it can read anyway. With one user
     * the command is in one more namespace, to whom no mount belongs.
     */
    static final String UNSHARE = """
        set -e
        umask 022
        exec 5>&2 2>"$1.log" 6<"$1.run"
        cd -P "$1"
        mount -t tmpfs -o mode=755,nosuid,nodev,size=1m tmpfs /tmp
        cp -dR ../tools/. /tmp
        mount --all --fstab ../tools.fstab
        mount --no-canonicalize --bind . /tmp/new
        mount -t tmpfs -o mode=755,nosuid,size=64m tmpfs /tmp/new/dev
        cp -dR ../dev/. /tmp/new/dev
        mount --all --fstab "../$1.fstab"
        . "../$1.mounts"
        eval "$5"
        cd /tmp
        pivot_root . old
        cd /
        umount --lazy /old
        drop="setpriv --inh-caps=-all --ambient-caps=-all --no-new-privs --bounding-set=-all"
        root="$drop,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid"
        if [ "$6" = many ]; then
            keep=$drop,+setgid,+setuid,+sys_chroot
            [ "$3" != 0 ] || keep=$root,+sys_chroot
            exec $keep chroot --userspec="+$3:+$4" --groups="$7" /new sh -c "$2"
        fi
        [ "$3" != 0 ] || drop=$root
        exec setpriv --no-new-privs unshare --user --map-user "$3" --map-group "$4" --root /new --wd / $drop sh -c "$2"
        """;

    /**
     * Arguments: step, how to evaluate the command, bubblewrap, the limits, its options. Bubblewrap that is not told its
     * folder goes to another one when it cannot enter ours, so it is told.
     */
    static final String BUBBLEWRAP = """
        set -e
        umask 022
        exec 5>&2 2>"$1.log" 6<"$1.run"
        root=$1 evaluate=$2 bwrap=$3
        eval "$4"
        shift 4
        exec "$bwrap" --unshare-all --share-net --die-with-parent --new-session \\
            --bind "$root" / "$@" --proc /proc --remount-ro /proc --dev /dev --chdir / sh -c "$evaluate"
        """;

    private RootScripts() {}
}
