package daggerkit;

import static daggerkit.LocalSession.FROM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fields mean where no recording says it: as the engine's own rules have it, of which the recordings are cases. */
class LocalMeaningTest extends TerseQueries {
    @TempDir
    static Path workdir;

    private static LocalSession session;
    private static LocalSession oldest;

    @BeforeAll
    static void start() {
        session = LocalSession.start(o -> o.workdir(workdir));
        oldest = LocalSession.start(o -> o.engine(EngineVersion.V0_20_8).workdir(workdir));
    }

    @AfterAll
    static void stop() {
        session.close();
        oldest.close();
    }

    @Override
    LocalSession session() {
        return session;
    }

    @Test
    void gitignore_files_are_read_as_the_engine_reads_them() {
        String ignored = "foo/\\n!foo/keep.txt\\n./dist\\nesc\\\\ \\nlogs/**\\n!logs/keep/\\n";
        assertEquals(
                "['.gitignore','dist/','dist/x','esc ','foo/','foo/keep.txt','logs/','logs/keep/','logs/keep/f']",
                value("{directory{" + file(".gitignore", ignored) + file("foo/keep.txt") + file("foo/other")
                        + file("dist/x") + file("esc ") + file("logs/keep/f")
                        + "filter(gitignore:true){glob(pattern:'**')"));
        assertEquals(
                "['.gitignore','src/']",
                value("{directory{" + file(".gitignore", "Icon\\r\\r\\n") + file("src/Icon/i.tsx")
                        + "filter(gitignore:true){glob(pattern:'**')"));
        assertEquals(
                "['b.txt','c/','c/d.log']",
                value("{directory{" + file(".gitignore", "*.log\\n") + file("sub/a.log") + file("sub/b.txt")
                        + file("sub/c/d.log") + file("sub/c/.gitignore", "!d.log\\n.gitignore")
                        + "directory(path:'sub'){filter(gitignore:true){glob(pattern:'**')"));
        assertEquals(
                "['.gitignore','[a','ab','b/','b/a','x/','x/q/']",
                value("{directory{" + file(".gitignore", "[a\\n/a\\n[!b]b\\n?c\\nx/**/y\\n") + file("[a") + file("a")
                        + file("b/a") + file("ab") + file("xc") + file("x/y") + file("x/q/y")
                        + "filter(gitignore:true){glob(pattern:'**')"));
    }

    @Test
    void patterns_are_read_as_the_engine_reads_them() {
        String tree = "{directory{" + file("a.txt") + file("A.txt") + file("b/a.txt") + file("b/c/a.txt") + file("x y");
        assertEquals(
                "['A.txt','b/','b/a.txt','b/c/','b/c/a.txt','x y']",
                value(tree + "filter(exclude:['a.txt']){glob(pattern:'**')"));
        assertEquals("['A.txt','x y']", value(tree + "filter(exclude:['**/a.txt','b']){glob(pattern:'**')"));
        assertEquals(
                "['b/','b/a.txt']",
                value(tree + "filter(include:['b'],exclude:['b/*','!b/a.txt']){glob(pattern:'**')"));
        assertEquals("['a.txt']", value(tree + "filter(include:['[^A].txt']){glob(pattern:'**')"));
        assertEquals("['x y']", value(tree + "filter(include:[' x\\\\ y ']){glob(pattern:'**')"));
        assertEquals("[]", value(tree + "filter(include:['/a.txt']){glob(pattern:'**')"));
        assertEquals("['b/','b/c/','b/c/a.txt']", value(tree + "filter(include:['./b/../b/c/']){glob(pattern:'**')"));
        assertEquals("['b/c/a.txt']", value(tree + "glob(pattern:'b/*/a.txt')"));
        assertEquals("['a.txt','b/a.txt','b/c/a.txt']", value(tree + "glob(pattern:'**a.txt')"));
        assertTrue(error(tree + "filter(exclude:['[']){entries").contains("syntax error in pattern"));
        assertEquals("['A.txt','b/','x y']", value(tree + "withoutFile(path:'a*'){entries"));
        assertEquals("['A.txt','a.txt','b/','x y']", value(tree + "withoutFile(path:'?.txt'){entries"));
    }

    @Test
    void links_are_followed_in_the_root_that_a_directory_is_in() {
        String tree = "{directory{" + file("top", "t") + "withSymlink(target:'/top',linkName:'d/l'){"
                + "withSymlink(target:'d',linkName:'dl'){withSymlink(target:'b',linkName:'a'){"
                + "withSymlink(target:'a',linkName:'b'){";
        assertEquals("'t'", value(tree + "directory(path:'d'){file(path:'l'){contents"));
        assertEquals("'t'", value(tree + "directory(path:'dl'){file(path:'../top'){contents"));
        assertEquals("'too many links'", "'" + error(tree + "file(path:'a'){contents") + "'");
        assertEquals("['l','new']", value(tree + file("dl/new") + "directory(path:'d'){entries"));
        assertEquals("lstat /top/x: not a directory", error(tree + "exists(path:'top/x')"));
        assertEquals("stat gone: no such file or directory", error(tree + "stat(path:'gone'){size"));
        assertEquals(
                "lstat /gone: no such file or directory",
                error(oldest, tree + "stat(path:'gone',doNotFollowSymlinks:true){size"));
        assertEquals("false", value(tree + "exists(path:'')"));
        assertEquals("mkdir /top: not a directory", error(tree + "withSymlink(target:'x',linkName:'top/l'){entries"));
    }

    @Test
    void what_is_copied_takes_the_place_of_what_is_there() {
        String c = FROM.replace('"', '\'');
        assertEquals(
                "symlink /t /f: file exists",
                error(c + file("/t", "t") + file("/f", "f")
                        + "withSymlink(target:'/t',linkName:'/f'){file(path:'/f'){contents"));
        assertEquals(
                "['a']",
                value(c + file("/x") + "withDirectory(path:'/x',source:'" + id(file("a") + "id")
                        + "'){directory(path:'/x'){entries"));
        String merged = id(file("d/new") + "id");
        String linked = "{directory{" + file("real/old")
                + "withSymlink(target:'real',linkName:'d'){withDirectory(path:'.',source:'";
        assertEquals("['d','real/','real/new','real/old']", value(linked + merged + "'){glob(pattern:'**')"));
        String old = value(oldest, "{directory{" + file("d/new") + "id").replace("'", "");
        assertEquals("['d/','d/new','real/','real/old']", value(oldest, linked + old + "'){glob(pattern:'**')"));
        assertEquals(
                "{'a':{'permissions':448},'b':{'permissions':448}}",
                value("{directory{withDirectory(path:'to',source:'" + merged + "',permissions:448){"
                        + "a:stat(path:'to/d'){permissions} b:stat(path:'to/d/new'){permissions}"));
        assertEquals("420", value("{directory{withNewDirectory(path:'d'){stat(path:'d'){permissions"));
        assertEquals(
                "cannot create directory outside parent: ../d",
                error("{directory{withNewDirectory(path:'a/../../d'){entries"));
    }

    @Test
    void exports_make_folders_for_the_user_alone_and_leave_what_is_there() throws IOException {
        value("{directory{" + file("in/f") + "export(path:'made/deep')");
        assertEquals("rwx------", mode("made"));
        assertEquals("rwx------", mode("made/deep"));
        assertEquals("rwxr-xr-x", mode("made/deep/in"));
        Files.setPosixFilePermissions(workdir.resolve("made"), PosixFilePermissions.fromString("rwxrwx---"));
        Files.createSymbolicLink(workdir.resolve("made/l"), Path.of("deep"));
        value("{directory{" + file("l/g") + "export(path:'made')");
        assertEquals("rwxrwx---", mode("made"));
        assertTrue(Files.isRegularFile(workdir.resolve("made/l/g")) && !Files.exists(workdir.resolve("made/deep/g")));
        assertTrue(error("{directory{" + file("f") + "file(path:'f'){export(path:'made/deep/in/f/x')")
                .contains(": not a directory"));
        Files.createSymbolicLink(workdir.resolve("dangling"), Path.of("target"));
        value("{directory{" + file("f", "through") + "file(path:'f'){export(path:'dangling')");
        assertEquals("through", Files.readString(workdir.resolve("target")));
    }

    private static String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(workdir.resolve(path)));
    }

    @Test
    void host_files_are_those_of_a_directory_of_which_no_more_is_copied() throws IOException {
        Files.createDirectories(workdir.resolve("repo/.git"));
        Files.createDirectories(workdir.resolve("repo/app/build"));
        Files.writeString(workdir.resolve("repo/.gitignore"), "build/\n");
        Files.writeString(workdir.resolve("repo/app/build/x"), "1");
        Files.writeString(workdir.resolve("repo/app/y"), "1");
        assertEquals("['y']", value("{host{directory(path:'repo/app',gitignore:true){glob(pattern:'**')"));
        assertEquals("['build/','build/x','y']", value("{host{directory(path:'repo/app'){glob(pattern:'**')"));
        assertEquals("['y']", value("{host{directory(path:'repo/app',exclude:['build','!../x']){glob(pattern:'**')"));
        assertEquals("stat y*: no such file or directory", error("{host{file(path:'repo/app/y*'){name"));
        assertEquals("path app is a directory, not a file", error("{host{file(path:'repo/app'){name"));
    }
}
