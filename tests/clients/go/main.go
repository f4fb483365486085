// The programs of tests/clients, written for the official Go SDK. Arguments: which of them; all unless given.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"dagger.io/dagger"
)

type program struct {
	name string
	run  func(context.Context, *dagger.Client) ([]string, error)
}

func main() {
	all := []program{
		{"uname", uname}, {"failing", failing}, {"directory", directory}, {"list", list}, {"secret", secret},
		{"service", service},
	}
	ctx := context.Background()
	client, err := dagger.Connect(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer client.Close()
	code := 0
	for _, p := range all {
		if !wanted(p.name) {
			continue
		}
		lines, err := p.run(ctx, client)
		if err != nil {
			lines = []string{"error: " + strings.Join(strings.Fields(err.Error()), " ")}
			code = 1
		}
		for _, line := range lines {
			fmt.Println(p.name + "| " + line)
		}
	}
	os.Exit(code)
}

func wanted(name string) bool {
	for _, arg := range os.Args[1:] {
		if arg == name {
			return true
		}
	}
	return len(os.Args) == 1
}

func alpine(client *dagger.Client) *dagger.Container {
	return client.Container().From("alpine:latest")
}

func uname(ctx context.Context, client *dagger.Client) ([]string, error) {
	out, err := alpine(client).WithExec([]string{"uname", "-nrio"}).Stdout(ctx)
	return []string{strings.TrimSpace(out)}, err
}

func failing(ctx context.Context, client *dagger.Client) ([]string, error) {
	out, err := alpine(client).
		WithExec([]string{"sh", "-c", "echo some-out; echo some-err >&2; exit 7"}).
		Stdout(ctx)
	var failure *dagger.ExecError
	if errors.As(err, &failure) {
		return []string{
			fmt.Sprintf("exit code %d", failure.ExitCode), "stdout " + failure.Stdout, "stderr " + failure.Stderr,
		}, nil
	}
	return []string{"no failure", "stdout " + strings.TrimSpace(out)}, err
}

func directory(ctx context.Context, client *dagger.Client) ([]string, error) {
	written, err := client.Directory().
		WithNewFile("a.txt", "alpha").
		WithNewFile("sub/b.txt", "caf\u00e9 \"quoted\" \\ $x\nsecond line").
		Sync(ctx)
	if err != nil {
		return nil, err
	}
	id, err := written.ID(ctx)
	if err != nil {
		return nil, err
	}
	loaded := client.LoadDirectoryFromID(dagger.DirectoryID(id))
	entries, err := loaded.Entries(ctx)
	if err != nil {
		return nil, err
	}
	contents, err := loaded.File("sub/b.txt").Contents(ctx)
	return append([]string{strings.Join(entries, " ")}, strings.Split(contents, "\n")...), err
}

func list(ctx context.Context, client *dagger.Client) ([]string, error) {
	variables, err := alpine(client).WithEnvVariable("A", "1").WithEnvVariable("B", "2").EnvVariables(ctx)
	if err != nil {
		return nil, err
	}
	lines := []string{}
	for _, variable := range variables {
		name, err := variable.Name(ctx)
		if err != nil {
			return nil, err
		}
		value, err := variable.Value(ctx)
		if err != nil {
			return nil, err
		}
		lines = append(lines, name+"="+value)
	}
	return lines, nil
}

func secret(ctx context.Context, client *dagger.Client) ([]string, error) {
	plaintext := client.SetSecret("n", os.Getenv("CLIENT_PLAINTEXT"))
	out, err := alpine(client).
		WithSecretVariable("S", plaintext).
		WithExec([]string{"sh", "-c", "echo value=$S"}).
		Stdout(ctx)
	return []string{strings.TrimSpace(out)}, err
}

func withTools(container *dagger.Container) *dagger.Container {
	for _, tool := range []string{"httpd", "wget"} {
		container = container.WithNewFile(
			"/usr/local/bin/"+tool, os.Getenv("CLIENT_HTTP"), dagger.ContainerWithNewFileOpts{Permissions: 0o755},
		)
	}
	return container
}

func service(ctx context.Context, client *dagger.Client) ([]string, error) {
	web := withTools(alpine(client)).
		WithNewFile("/www/index.html", "served").
		WithExposedPort(8080).
		AsService(dagger.ContainerAsServiceOpts{Args: []string{"httpd", "-f", "-p", "8080", "-h", "/www"}})
	out, err := withTools(alpine(client)).
		WithServiceBinding("web", web).
		WithExec([]string{"wget", "-qO-", "http://web:8080/index.html"}).
		Stdout(ctx)
	return []string{strings.TrimSpace(out)}, err
}
