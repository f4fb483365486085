package daggerkit.local;

import daggerkit.local.files.Content;
import daggerkit.local.files.Digests;
import daggerkit.local.files.Export;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Owner;
import daggerkit.local.files.Replacement;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.ExecSession;
import daggerkit.local.run.Owners;
import daggerkit.schema.Responses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** The fields of a file. */
public final class FileFields {
    private FileFields() {}

    static void add(Fields fields, ExecSession session) {
        fields.<FileObject>later("File", "contents", (self, args) -> {
            long offset = args.number("offsetLines", 0);
            long limit = args.number("limitLines", -1);
            Content content = self.tree().get().content();
            return new Responses.Spool(
                    offset == 0 && limit < 0 ? content.path() : lines(session, content, offset, limit));
        });
        fields.<FileObject>later(
                "File", "size", (self, args) -> self.tree().get().content().size());
        fields.<FileObject>now("File", "name", (self, args) -> self.name());
        fields.<FileObject>later("File", "digest", (self, args) -> {
            Tree.File file = self.tree().get();
            // Without the rest the engine gives the digest of a digest.
            byte[] bytes = HexFormat.of().parseHex(file.content().digest());
            return "sha256:" + (args.flag("excludeMetadata") ? Digests.sha256(bytes) : file.digest());
        });
        fields.<FileObject>later(
                "File",
                "stat",
                (self, args) -> DirectoryReadFields.stat(
                        args.call(), self.name(), self.tree().get()));
        fields.<FileObject>later("File", "search", (self, args) -> {
            Tree.Dir alone = Tree.Dir.empty().with(self.name(), self.tree().get());
            return Search.of(args).in(alone);
        });
        fields.<FileObject>later("File", "export", (self, args) -> {
            boolean intoFolder = args.flag("allowParentDirPath");
            return Export.of(session.options().workdir())
                    .file(self.tree().get(), self.name(), args.text("path"), intoFolder);
        });
        fields.<FileObject>sync("File", (self, args) -> self.tree().get());
        addChanges(fields, session);
    }

    private static void addChanges(Fields fields, ExecSession session) {
        fields.<FileObject>now(
                "File", "withName", (self, args) -> FileObject.named(args.call(), args.text("name"), self.tree()));
        fields.<FileObject>now("File", "withTimestamps", (self, args) -> {
            FileTime time = FileTime.from(args.number("timestamp", 0), TimeUnit.SECONDS);
            return new FileObject(
                    args.call(), self.name(), Lazy.of(() -> self.tree().get().withModified(time)));
        });
        fields.<FileObject>now("File", "chown", (self, args) -> {
            String owner = args.text("owner");
            return new FileObject(args.call(), self.name(), Lazy.of(() -> {
                Tree.File file = self.tree().get();
                return file.withOwner(session.given(owner(owner)));
            }));
        });
        fields.<FileObject>now("File", "withReplaced", (self, args) -> {
            String search = args.text("search");
            String replacement = args.text("replacement");
            boolean all = args.flag("all");
            long firstFrom = args.number("firstFrom", -1);
            return new FileObject(args.call(), self.name(), Lazy.of(() -> {
                Tree.File old = self.tree().get();
                String text = Replacement.of(old.content(), search, replacement, all, firstFrom);
                return new Tree.File(session.disk().keep(text), old.mode(), Tree.now(), old.owner());
            }));
        });
    }

    /** A file alone has no table of users. */
    private static Owner owner(String owner) throws FieldException {
        try {
            return Owners.of(FileSystem.of(Tree.Dir.empty()), owner);
        } catch (FieldException failure) {
            throw new FieldException("failed to parse ownership " + owner + ": " + failure.getMessage());
        }
    }

    private static Path lines(ExecSession session, Content content, long offset, long limit) throws IOException {
        Path file = session.disk().newFile();
        try (BufferedReader reader = content.reader();
                Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            long line = 0;
            for (int c = reader.read(); c >= 0 && (limit < 0 || line < offset + limit); c = reader.read()) {
                if (line >= offset) {
                    out.write(c);
                }
                line += c == '\n' ? 1 : 0;
            }
        }
        return file;
    }
}
