package daggerkit;

import static daggerkit.LocalSession.FROM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What commands, their users and their streams mean where no recording says it: as the engine's own rules have it. */
class LocalMeaningOfCommandsTest extends TerseQueries {
    private static LocalSession session;

    @BeforeAll
    static void start() {
        session = LocalSession.start();
    }

    @AfterAll
    static void stop() {
        session.close();
    }

    @Override
    LocalSession session() {
        return session;
    }

    @Test
    void owners_are_seen_by_commands_and_keep_others_out() {
        assumeOwners();
        String d = id(file("d/f") + "id");
        assertEquals(
                "'5:6\\n5:6\\n'",
                value(in("withDirectory(path:'/to',source:'" + d + "',owner:'5:6'){", "stat -c %u:%g /to/d /to/d/f")));
        assertEquals(
                "'7:7\\n'",
                value(in("withMountedDirectory(path:'/m',source:'" + d + "',owner:'7'){", "stat -c %u:%g /m/d/f")));
        assertEquals(
                "'8:9\\n'",
                value(in(
                        "withMountedCache(path:'/c',cache:'"
                                + value("{cacheVolume(key:'owned'){id").replace("'", "") + "',owner:'8:9'){",
                        "stat -c %u:%g /c")));
        assertEquals(
                "'1234\\n'",
                value(in(
                        "withUser(name:'1234'){withWorkdir(path:'/tmp'){withNewFile(path:'f',contents:'',inheritOwner:true){",
                        "echo x > f; stat -c %u f")));
        assertEquals(
                "'0 1\\n'",
                value(in(
                        "withNewFile(path:'/f',contents:'x',permissions:256,owner:'3'){",
                        "cat /f > /dev/null; echo $? $(wc -c < /f)")));
        String denied = in(
                "withNewFile(path:'/f',contents:'x',permissions:384,owner:'3'){withUser(name:'4'){",
                "cat /f || mkdir /d || echo no");
        assertEquals("'no\\n'", value(denied));
        assertEquals(
                "'3:0:600\\n'",
                value(in(
                        "withExec(args:['sh','-c','touch /g; chown 3 /g; chmod 600 /g']){withExec(args:['true']){",
                        "stat -c %u:%g:%a /g")));
        assertTrue(error("{directory{" + file("f") + "chown(path:'f',owner:'me'){entries")
                .equals("failed to parse ownership me: open /etc/passwd: no such file or directory"));
        assertEquals(
                "find uid: no such user: me",
                error("{directory{" + file("etc/passwd", "you:x:5:6::/:\\n") + "chown(path:'.',owner:'me'){entries")
                        .replaceFirst("failed to parse ownership me: ", ""));
        assertEquals(
                "'1234\\n55\\n'",
                value(in(
                        file("/etc/group", "g:x:55:me\\n") + file("/etc/passwd", "me:x:1234:66::/:\\n")
                                + "withUser(name:'me'){",
                        "id -u; id -G | grep -ow 55")));
    }

    @Test
    void redirections_are_opened_before_the_command_runs() {
        assumeTrue(session.isolated(), "there is no private root here");
        String c = FROM.replace('"', '\'');
        assertEquals(
                "open redirect stdout file: open /tmp: is a directory",
                error(c + "withExec(args:['true'],redirectStdout:'/tmp',expect:ANY){stdout"));
        assertEquals(
                "open redirect stdin file: open /no: no such file or directory",
                error(c + "withExec(args:['cat'],redirectStdin:'/no'){stdout"));
        assertEquals(
                "open redirect stderr file: open /etc/passwd/x: not a directory",
                error(c + "withExec(args:['true'],redirectStderr:'/etc/passwd/x'){stdout"));
        assertEquals(
                "'new\\n'",
                value(c + file("/real", "old") + "withSymlink(target:'/real',linkName:'/l'){"
                        + "withExec(args:['echo','new'],redirectStdout:'/l'){file(path:'/real'){contents"));
        assertEquals(
                "'0\\n600\\n'",
                value(c
                        + "withExec(args:['sh','-c','wc -c < /r; stat -c %a"
                        + " /r'],redirectStdout:'/r'){file(path:'/r'){contents"));
        assertEquals("false", value(c + "withExec(args:['rm','/r'],redirectStdout:'/r'){exists(path:'/r')"));
    }

    @Test
    void what_cannot_be_run_is_told_as_the_kernel_does() {
        assumeTrue(session.isolated(), "there is no private root here");
        String c = FROM.replace('"', '\'');
        assertEquals(
                "fork/exec ./x: no such file or directory",
                stderr(c
                        + "withNewFile(path:'/x',contents:'#!/no/such\\n"
                        + "',permissions:493){withExec(args:['./x']){stdout"));
        assertEquals(
                "exec: \"x\": executable file not found in $PATH",
                stderr(c + "withNewFile(path:'/usr/local/bin/x',contents:'hi'){withExec(args:['x']){stdout"));
        assertEquals(
                "fork/exec /d/x: exec format error",
                stderr(
                        c
                                + "withNewFile(path:'/d/x',contents:'hi',permissions:493){withEnvVariable(name:'PATH',value:'/d'){withExec(args:['x']){stdout"));
        assertEquals(
                "expand cannot be used with secret env variable \"S\"",
                error("{container{withSecretVariable(name:'S',secret:'"
                        + value("{setSecret(name:'s',plaintext:'p'){id").replace("'", "")
                        + "'){withEnvVariable(name:'X',value:'$S',expand:true){envVariable(name:'X')"));
        assertTrue(error("{container(platform:'a/b/c/d'){platform")
                .endsWith("cannot parse platform specifier: invalid argument"));
        assertEquals("'linux/arm64'", value("{container(platform:'aarch64'){platform"));
    }

    private String stderr(String query) {
        return ask(session, query).at("/errors/0/extensions/stderr").asText();
    }
}
