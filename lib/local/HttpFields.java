package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.git.Download;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Fields;
import daggerkit.local.host.HostWatch;
import daggerkit.local.run.ExecSession;
import daggerkit.local.run.Secret;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The field {@code http}: a file of the network, fetched when someone asks for it, once in a session. */
public final class HttpFields {
    private static final int PRIVATE = 0600;
    private static final String CHECKSUM = "sha256:[0-9a-f]{64}";

    private final Fields fields;
    private final ExecSession session;
    private final Map<String, Lazy<Tree.File>> fetched = new ConcurrentHashMap<>();

    private HttpFields(Fields fields, ExecSession session) {
        this.session = session;
        this.fields = fields;
    }

    static void add(Fields fields, ExecSession session) {
        HttpFields http = new HttpFields(fields, session);
        fields.now("Query", "http", (self, args) -> http.file(args));
    }

    private FileObject file(Args args) throws FieldException {
        Download download = Download.of(args.text("url"));
        String checksum = args.text("checksum");
        if (!checksum.isEmpty() && !checksum.matches(CHECKSUM)) {
            throw new FieldException("invalid checksum \"" + checksum
                    + "\": invalid checksum digest format: expected \"sha256:\" and 64 hexadecimal digits");
        }
        Secret authHeader = args.object("authHeader", Secret.class);
        int permissions = (int) args.number("permissions", PRIVATE);
        String name = args.has("name") ? args.text("name") : download.fileName();
        Lazy<Tree.File> file = fetched.computeIfAbsent(
                args.call().digest(),
                digest -> Lazy.of(() -> fetch(download, authHeader, checksum).withMode(permissions)));
        return FileObject.named(args.call(), name, file);
    }

    private Tree.File fetch(Download download, String header) throws FieldException, InterruptedException {
        try (HostWatch.Guard guard = session.watch().guardThread()) {
            try {
                return download.fetch(session.disk(), header);
            } catch (InterruptedException ended) {
                if (guard.exceeded() == null) {
                    throw ended;
                }
                throw new FieldException("Cannot fetch the file: " + guard.exceeded());
            }
        }
    }

    private Tree.File fetch(Download download, Secret authHeader, String checksum)
            throws FieldException, InterruptedException, IOException {
        String header = authHeader == null ? null : authHeader.plaintext().get();
        Tree.File file = fetch(download, header);
        String digest = checksum.isEmpty() ? "" : "sha256:" + file.content().digest();
        if (!digest.equals(checksum)) {
            throw new FieldException("http checksum mismatch: expected " + checksum + ", got " + digest);
        }
        return file;
    }
}
