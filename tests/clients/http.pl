#!/usr/bin/perl
# What the image's httpd and wget do for the program "service", by its name, where containers have the programs of a
# host: httpd -f -p PORT -h FOLDER serves files, wget -qO- URL prints one.
use strict;
use warnings;
use IO::Socket::INET;

if ($0 =~ /httpd$/) {
    my ($port, $folder) = @ARGV[2, 4];
    my $server = IO::Socket::INET->new(LocalPort => $port, Listen => 5, ReuseAddr => 1) or die "httpd: $!\n";
    while (my $client = $server->accept) {
        my $line = <$client>;
        if (defined $line && $line =~ m{^GET /(\w[\w.]*) }) {
            open(my $file, '<', "$folder/$1") or die "httpd: $1: $!\n";
            my $body = join '', <$file>;
            print $client "HTTP/1.0 200 OK\r\nContent-Length: " . length($body) . "\r\n\r\n$body";
        }
        close $client;
    }
} else {
    my ($host, $path) = $ARGV[1] =~ m{^http://([^/]+)(/.*)$};
    my $server = IO::Socket::INET->new(PeerAddr => $host) or die "wget: $host: $@\n";
    print $server "GET $path HTTP/1.0\r\n\r\n";
    $server->shutdown(1);
    local $/;
    my ($body) = <$server> =~ /\r\n\r\n(.*)/s;
    print $body;
}
