// The programs of tests/clients, written for the official TypeScript SDK, in what of it node runs as it is.
// Arguments: which of them; all unless given.
import { connect, ExecError } from "@dagger.io/dagger";

const alpine = (dag) => dag.container().from("alpine:latest");

async function uname(dag) {
  return [(await alpine(dag).withExec(["uname", "-nrio"]).stdout()).trim()];
}

async function failing(dag) {
  try {
    const out = await alpine(dag)
      .withExec(["sh", "-c", "echo some-out; echo some-err >&2; exit 7"])
      .stdout();
    return ["no failure", "stdout " + out.trim()];
  } catch (failure) {
    if (!(failure instanceof ExecError)) {
      throw failure;
    }
    return ["exit code " + failure.exitCode, "stdout " + failure.stdout, "stderr " + failure.stderr];
  }
}

async function directory(dag) {
  let loaded = await dag
    .directory()
    .withNewFile("a.txt", "alpha")
    .withNewFile("sub/b.txt", 'caf\u00e9 "quoted" \\ $x\nsecond line')
    .sync();
  const id = await loaded.id();
  if (dag.loadDirectoryFromID) {
    loaded = dag.loadDirectoryFromID(id);
  }
  const entries = await loaded.entries();
  const contents = await loaded.file("sub/b.txt").contents();
  return [entries.join(" "), ...contents.split("\n")];
}

async function list(dag) {
  const lines = [];
  const container = alpine(dag).withEnvVariable("A", "1").withEnvVariable("B", "2");
  for (const variable of await container.envVariables()) {
    lines.push((await variable.name()) + "=" + (await variable.value()));
  }
  return lines;
}

async function secret(dag) {
  const plaintext = dag.setSecret("n", process.env.CLIENT_PLAINTEXT);
  const container = alpine(dag).withSecretVariable("S", plaintext);
  return [(await container.withExec(["sh", "-c", "echo value=$S"]).stdout()).trim()];
}

const withTools = (container) =>
  ["httpd", "wget"].reduce(
    (made, tool) => made.withNewFile("/usr/local/bin/" + tool, process.env.CLIENT_HTTP, { permissions: 0o755 }),
    container,
  );

async function service(dag) {
  const web = withTools(alpine(dag))
    .withNewFile("/www/index.html", "served")
    .withExposedPort(8080)
    .asService({ args: ["httpd", "-f", "-p", "8080", "-h", "/www"] });
  const container = withTools(alpine(dag)).withServiceBinding("web", web);
  return [(await container.withExec(["wget", "-qO-", "http://web:8080/index.html"]).stdout()).trim()];
}

const programs = { uname, failing, directory, list, secret, service };

await connect(async (dag) => {
  const names = process.argv.slice(2);
  for (const name of names.length ? names : Object.keys(programs)) {
    let lines;
    try {
      lines = await programs[name](dag);
    } catch (error) {
      lines = ["error: " + String(error.message ?? error).replace(/\s+/g, " ")];
      process.exitCode = 1;
    }
    lines.forEach((line) => console.log(name + "| " + line));
  }
});
