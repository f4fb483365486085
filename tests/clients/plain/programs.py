"""The programs of tests/clients as a GraphQL client without an SDK writes them: one request a program where that is
enough, values as variables, the standard library of Python only. Arguments: which of them; all unless given."""

import base64
import http.client
import json
import os
import sys

PORT = int(os.environ["DAGGER_SESSION_PORT"])
TOKEN = base64.b64encode((os.environ["DAGGER_SESSION_TOKEN"] + ":").encode()).decode()
CONNECTION = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)


class GraphQLError(Exception):
    def __init__(self, error):
        super().__init__(error["message"])
        self.extensions = error.get("extensions", {})


def ask(query, **variables):
    body = json.dumps({"query": query, "variables": variables})
    headers = {"Authorization": "Basic " + TOKEN, "Content-Type": "application/json"}
    CONNECTION.request("POST", "/query", body, headers)
    response = json.loads(CONNECTION.getresponse().read())
    if response.get("errors"):
        raise GraphQLError(response["errors"][0])
    return response["data"]


def uname():
    data = ask('{container{from(address:"alpine:latest"){withExec(args:["uname","-nrio"]){stdout}}}}')
    return [data["container"]["from"]["withExec"]["stdout"].strip()]


def failing():
    try:
        data = ask(
            """query Failing($args: [String!]!) {
              container { from(address: "alpine:latest") { withExec(args: $args) { stdout } } }
            }""",
            args=["sh", "-c", "echo some-out; echo some-err >&2; exit 7"],
        )
    except GraphQLError as error:
        if error.extensions.get("_type") != "EXEC_ERROR":
            raise
        return [
            f"exit code {error.extensions['exitCode']}",
            f"stdout {error.extensions['stdout']}",
            f"stderr {error.extensions['stderr']}",
        ]
    return ["no failure", "stdout " + data["container"]["from"]["withExec"]["stdout"].strip()]


def directory():
    data = ask(
        """query ($contents: String!) {
          directory {
            withNewFile(path: "a.txt", contents: "alpha") {
              withNewFile(path: "sub/b.txt", contents: $contents) { id }
            }
          }
        }""",
        contents='caf\u00e9 "quoted" \\ $x\nsecond line',
    )
    directory_id = data["directory"]["withNewFile"]["withNewFile"]["id"]
    fields = 'entries file(path: "sub/b.txt") { contents }'
    if any(field["name"] == "node" for field in ask('{__type(name:"Query"){fields{name}}}')["__type"]["fields"]):
        query = "query Load($id: ID!) { loaded: node(id: $id) { ... on Directory { %s } } }" % fields
    else:
        query = "query Load($id: DirectoryID!) { loaded: loadDirectoryFromID(id: $id) { %s } }" % fields
    loaded = ask(query, id=directory_id)["loaded"]
    return [" ".join(loaded["entries"]), *loaded["file"]["contents"].split("\n")]


def list_():
    data = ask(
        """{container{from(address:"alpine:latest"){
          withEnvVariable(name:"A",value:"1"){withEnvVariable(name:"B",value:"2"){envVariables{name value}}}
        }}}"""
    )
    variables = data["container"]["from"]["withEnvVariable"]["withEnvVariable"]["envVariables"]
    return [f"{variable['name']}={variable['value']}" for variable in variables]


def secret():
    query = 'query ($plaintext: String!) { setSecret(name: "n", plaintext: $plaintext) { id } }'
    secret_id = ask(query, plaintext=os.environ["CLIENT_PLAINTEXT"])["setSecret"]["id"]
    data = ask(
        """{container{from(address:"alpine:latest"){withSecretVariable(name:"S",secret:%s){
          withExec(args:["sh","-c","echo value=$S"]){stdout}
        }}}}"""
        % json.dumps(secret_id)
    )
    return [data["container"]["from"]["withSecretVariable"]["withExec"]["stdout"].strip()]


def service():
    files = """withNewFile(path:"/usr/local/bin/httpd",contents:$http,permissions:493){
      withNewFile(path:"/usr/local/bin/wget",contents:$http,permissions:493){%s}}"""
    query = (
        """query ($http: String!) { container { from(address: "alpine:latest") { %s } } }"""
        % files
        % """withNewFile(path:"/www/index.html",contents:"served"){withExposedPort(port:8080){
          asService(args:["httpd","-f","-p","8080","-h","/www"]){id}
        }}"""
    )
    container = ask(query, http=os.environ["CLIENT_HTTP"])["container"]["from"]
    service_id = container["withNewFile"]["withNewFile"]["withNewFile"]["withExposedPort"]["asService"]["id"]
    query = (
        """query ($http: String!) { container { from(address: "alpine:latest") { %s } } }"""
        % files
        % """withServiceBinding(alias:"web",service:%s){
          withExec(args:["wget","-qO-","http://web:8080/index.html"]){stdout}
        }"""
        % json.dumps(service_id)
    )
    container = ask(query, http=os.environ["CLIENT_HTTP"])["container"]["from"]
    return [container["withNewFile"]["withNewFile"]["withServiceBinding"]["withExec"]["stdout"].strip()]


PROGRAMS = {
    "uname": uname,
    "failing": failing,
    "directory": directory,
    "list": list_,
    "secret": secret,
    "service": service,
}


def main():
    code = 0
    for name in sys.argv[1:] or PROGRAMS:
        try:
            lines = PROGRAMS[name]()
        except Exception as error:
            lines = ["error: " + " ".join(str(error).split())]
            code = 1
        for line in lines:
            print(f"{name}| {line}", flush=True)
    sys.exit(code)


main()
