package org.holdfast.agent.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.holdfast.agent.listen.Body;
import org.holdfast.agent.metrics.PortAnswer;

/**
 * The page that shows the status in a browser: one file, whose style and script are admitted by
 * their hashes and which may connect to nothing but its own origin.
 */
final class StatusPage {

  private static final String FILE = "status.html";

  private final PortAnswer.Whole answer;

  private StatusPage(String html) {
    var policy =
        "default-src 'none'; style-src '"
            + hash(html, "style")
            + "'; script-src '"
            + hash(html, "script")
            + "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";
    answer =
        new PortAnswer.Whole(
            200,
            "text/html; charset=utf-8",
            Map.of(
                "Content-Security-Policy",
                policy,
                "Cache-Control",
                "no-store",
                "Vary",
                "Accept",
                "X-Content-Type-Options",
                "nosniff",
                "Referrer-Policy",
                "no-referrer",
                "Cross-Origin-Resource-Policy",
                "same-origin"),
            Body.of(html.getBytes(StandardCharsets.UTF_8)));
  }

  /** Reads the page from the program's resources. */
  static StatusPage load() {
    try (var file = StatusPage.class.getResourceAsStream(FILE)) {
      var bytes = Objects.requireNonNull(file, FILE).readAllBytes();
      return new StatusPage(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  PortAnswer.Whole answer() {
    return answer;
  }

  /** Returns the hash of the page's only element of this name, in the form of CSP. */
  private static String hash(String html, String element) {
    var open = "<" + element + ">";
    int from = html.indexOf(open) + open.length();
    var content = html.substring(from, html.indexOf("</" + element + ">", from));
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
