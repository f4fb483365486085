"""The programs of tests/clients, written for the official Python SDK. Arguments: which of them; all unless given."""

import asyncio
import os
import sys

import dagger


def alpine(dag):
    return dag.container().from_("alpine:latest")


async def uname(dag):
    return [(await alpine(dag).with_exec(["uname", "-nrio"]).stdout()).strip()]


async def failing(dag):
    command = ["sh", "-c", "echo some-out; echo some-err >&2; exit 7"]
    try:
        out = await alpine(dag).with_exec(command).stdout()
    except dagger.ExecError as failure:
        return [
            f"exit code {failure.exit_code}",
            f"stdout {failure.stdout}",
            f"stderr {failure.stderr}",
        ]
    return ["no failure", f"stdout {out.strip()}"]


async def directory(dag):
    loaded = await (
        dag.directory()
        .with_new_file("a.txt", "alpha")
        .with_new_file("sub/b.txt", 'caf\u00e9 "quoted" \\ $x\nsecond line')
        .sync()
    )
    directory_id = await loaded.id()
    if hasattr(dag, "load_directory_from_id"):
        loaded = dag.load_directory_from_id(dagger.DirectoryID(directory_id))
    entries = await loaded.entries()
    contents = await loaded.file("sub/b.txt").contents()
    return [" ".join(entries), *contents.split("\n")]


async def list_(dag):
    container = alpine(dag).with_env_variable("A", "1").with_env_variable("B", "2")
    return [
        f"{await variable.name()}={await variable.value()}"
        for variable in await container.env_variables()
    ]


async def secret(dag):
    plaintext = dag.set_secret("n", os.environ["CLIENT_PLAINTEXT"])
    container = alpine(dag).with_secret_variable("S", plaintext)
    return [(await container.with_exec(["sh", "-c", "echo value=$S"]).stdout()).strip()]


async def service(dag):
    def with_tools(container):
        for tool in ["httpd", "wget"]:
            container = container.with_new_file(
                f"/usr/local/bin/{tool}", os.environ["CLIENT_HTTP"], permissions=0o755
            )
        return container

    web = (
        with_tools(alpine(dag))
        .with_new_file("/www/index.html", "served")
        .with_exposed_port(8080)
        .as_service(args=["httpd", "-f", "-p", "8080", "-h", "/www"])
    )
    container = with_tools(alpine(dag)).with_service_binding("web", web)
    return [(await container.with_exec(["wget", "-qO-", "http://web:8080/index.html"]).stdout()).strip()]


PROGRAMS = {
    "uname": uname,
    "failing": failing,
    "directory": directory,
    "list": list_,
    "secret": secret,
    "service": service,
}


async def main():
    code = 0
    async with dagger.Connection() as dag:
        for name in sys.argv[1:] or PROGRAMS:
            try:
                lines = await PROGRAMS[name](dag)
            except Exception as error:
                lines = ["error: " + " ".join(str(error).split())]
                code = 1
            for line in lines:
                print(f"{name}| {line}", flush=True)
    sys.exit(code)


asyncio.run(main())
