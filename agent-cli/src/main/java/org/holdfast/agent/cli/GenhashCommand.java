package org.holdfast.agent.cli;

import static org.holdfast.agent.cli.CommandParts.command;
import static org.holdfast.agent.cli.CommandParts.flag;
import static org.holdfast.agent.cli.CommandParts.number;
import static org.holdfast.agent.cli.CommandParts.text;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.holdfast.agent.notify.Trust;
import org.holdfast.agent.notify.TrustConfig;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code holdfast genhash}: keepalived's genhash, which prints the MD5 digest of what a web server
 * answers, for the {@code digest} of a check. Speaks HTTP/1.0 as keepalived's HTTP_GET does, and
 * verifies no certificate. Differs: a server that cannot be reached gives status 1.
 */
record GenhashCommand(PrintWriter out, PrintWriter err) {

  /** A larger answer is cut, so that a server cannot fill the memory. */
  private static final int MOST_BYTES = 64 << 20;

  /**
   * What to request.
   *
   * @param host the header Host; null for the address
   * @param version the words after HTTP/: 1.0, 1.0c (with Connection: close) or 1.1
   * @param serverName whether {@code host} is the server name of TLS
   */
  record Request(
      IpAddress address,
      int port,
      String path,
      boolean tls,
      @Nullable String host,
      String version,
      boolean serverName,
      Duration limit) {

    String text() {
      var name = host == null ? address.toString() : host;
      return "GET "
          + path
          + " HTTP/"
          + (version.equals("1.1") ? "1.1" : "1.0")
          + "\r\nUser-Agent: Holdfast\r\nHost: "
          + name
          + "\r\n"
          + (version.equals("1.0") ? "" : "Connection: close\r\n")
          + "\r\n";
    }
  }

  CommandSpec spec() {
    return command(
            "Prints the MD5 digest of what a web server answers, as keepalived's genhash does.",
            this::print)
        .addOption(text("ADDRESS", "The server's address.", "-s", "--server"))
        .addOption(number("PORT", "The server's port: 80, with -S 443.", "-p", "--port"))
        .addOption(text("PATH", "What to request: / by default.", "-u", "--url"))
        .addOption(flag("Speak TLS; no certificate is verified.", "-S", "--use-ssl"))
        .addOption(flag("Give the virtual host as the server name of TLS.", "-I", "--use-sni"))
        .addOption(text("NAME", "The virtual host.", "--use-virtualhost"))
        .addOption(text("VERSION", "1.0, 1.0c or 1.1; 1.0 by default.", "-P", "--protocol"))
        .addOption(
            number(
                "SECONDS", "How long the server may be silent: 5 by default.", "-t", "--timeout"))
        .addOption(flag("Print the header and the size, too.", "-v", "--verbose"));
  }

  private ExitStatus print(ParseResult given) {
    var address = IpAddress.parse(given.matchedOptionValue("-s", "")).orElse(null);
    if (address == null) {
      err.println("holdfast genhash: -s expects the address of the server");
      return ExitStatus.CONFIGURATION;
    }
    boolean tls = given.hasMatchedOption("-S");
    return print(
        new Request(
            address,
            given.matchedOptionValue("-p", tls ? 443 : 80),
            given.matchedOptionValue("-u", "/"),
            tls,
            given.matchedOptionValue("--use-virtualhost", null),
            given.matchedOptionValue("-P", "1.0"),
            given.hasMatchedOption("-I"),
            Duration.ofSeconds(given.matchedOptionValue("-t", 5))),
        given.hasMatchedOption("-v"));
  }

  /** Prints the digest of the answer's body; with {@code verbose}, also its header and size. */
  ExitStatus print(Request request, boolean verbose) {
    try {
      long limit = Math.max(1, request.limit().toMillis());
      var answer = answer(request, (int) Math.min(limit, Integer.MAX_VALUE));
      int end = endOfHeader(answer);
      if (end < 0) {
        err.println("holdfast genhash: the answer has no end of its header");
        return ExitStatus.FAILED;
      }
      var body = Arrays.copyOfRange(answer, end, answer.length);
      if (verbose) {
        out.print(new String(answer, 0, end, StandardCharsets.ISO_8859_1).replace("\r", ""));
        out.println(body.length + " bytes of body");
      }
      out.println(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body)));
      return ExitStatus.OK;
    } catch (IOException | GeneralSecurityException e) {
      err.println(
          "holdfast genhash: "
              + request.address()
              + " port "
              + request.port()
              + ": "
              + e.getMessage());
      return ExitStatus.FAILED;
    }
  }

  private static byte[] answer(Request request, int millis)
      throws IOException, GeneralSecurityException {
    try (var plain = new Socket()) {
      plain.connect(
          new InetSocketAddress(
              InetAddress.getByAddress(request.address().toBytes()), request.port()),
          millis);
      plain.setSoTimeout(millis);
      try (var socket = request.tls() ? secured(plain, request) : plain) {
        socket.getOutputStream().write(request.text().getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket.getInputStream().readNBytes(MOST_BYTES);
      }
    }
  }

  private static Socket secured(Socket plain, Request request)
      throws IOException, GeneralSecurityException {
    var socket =
        (SSLSocket)
            Trust.context(new TrustConfig(null, true))
                .getSocketFactory()
                .createSocket(plain, request.address().toString(), request.port(), true);
    var parameters = socket.getSSLParameters();
    var host = request.host();
    if (request.serverName() && host != null) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static int endOfHeader(byte[] answer) {
    for (int i = 0; i + 3 < answer.length; i++) {
      if (answer[i] == '\r'
          && answer[i + 1] == '\n'
          && answer[i + 2] == '\r'
          && answer[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }
}
