package org.holdfast.it.bench;

import java.util.Locale;

/**
 * A kind of health check, as both makes configure it: no retries, and a timeout of three seconds.
 */
enum BenchCheck {
  TCP("tcp: {}", "TCP_CHECK", "connect_timeout 3"),
  HTTP(
      "http: { path: /, status: 200 }",
      "HTTP_GET",
      "connect_timeout 3",
      "url {",
      "path /",
      "status_code 200",
      "}"),
  HTTPS(
      "https: { path: /, status: 200, tls: { insecure: true } }",
      "SSL_GET",
      "connect_timeout 3",
      "url {",
      "path /",
      "status_code 200",
      "}"),
  PING("ping: {}", "PING_CHECK", "connect_timeout 3"),
  UDP(
      "udp: { payload: \"00\", reply: any }",
      "UDP_CHECK",
      "connect_timeout 3",
      "payload 00",
      "require_reply"),
  DNS(
      "dns: { name: bench.example, type: A }",
      "DNS_CHECK",
      "connect_timeout 3",
      "type A",
      "name bench.example"),
  SCRIPT(
      "script: { command: [/usr/bin/test, -e, \"$file\", -a, \"$server\"] }",
      "MISC_CHECK",
      "misc_path \"/usr/bin/test -e $file -a $server\"",
      "misc_timeout 3");

  private final String holdfast;
  private final String keepalived;

  BenchCheck(String holdfast, String block, String... lines) {
    this.holdfast = holdfast;
    keepalived = block + " {\n" + String.join("\n", lines) + "\nretry 0\ndelay_before_retry 1\n}\n";
  }

  /**
   * Returns the check as a YAML fragment.
   *
   * @param file the file that a script looks for
   * @param server the address of the server, which makes each script unique: two identical scripts
   *     would be run as one
   */
  String holdfast(String file, String server) {
    return holdfast.replace("$file", file).replace("$server", server);
  }

  /** Returns the check as a block of keepalived's {@code real_server}. */
  String keepalived(String file, String server) {
    return keepalived.replace("$file", file).replace("$server", server);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
