package org.holdfast.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.holdfast.agent.listen.Bodies;
import org.holdfast.agent.listen.Body;
import org.holdfast.agent.metrics.PortAnswer;
import org.holdfast.agent.metrics.PortRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PortPagesTest {

  private List<String> obstacles = List.of();

  private final PortPages.Source source =
      new PortPages.Source() {
        @Override
        public CompletableFuture<List<String>> obstacles() {
          return CompletableFuture.completedFuture(obstacles);
        }

        @Override
        public CompletableFuture<Body> state(boolean gzip) {
          var state = gzip ? "compressed" : "{}";
          return CompletableFuture.completedFuture(Body.of(state.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public PortAnswer.ChangeSource changes() {
          return _ -> () -> {};
        }
      };

  private PortAnswer.Whole ask(boolean page, String path, String host, String accept) {
    var pages = new PortPages(source, page, true);
    return (PortAnswer.Whole) pages.answer(new PortRequest(path, host, accept, "")).join();
  }

  private PortAnswer.Whole ask(boolean page, String path) {
    return ask(page, path, "localhost:9650", "*/*");
  }

  private static String body(PortAnswer.Whole answer) {
    return Bodies.text(answer.body());
  }

  @Test
  void theRootExplainsThePort() {
    assertThat(body(ask(false, "/")))
        .contains("/metrics", "/healthz", "/readyz", "metrics: {page: true}")
        .doesNotContain("/state");
    assertThat(body(ask(true, "/"))).contains("/state", "/changes").doesNotContain("is off");
  }

  @Test
  void theAgentIsReadyUnlessThereIsAnObstacle() {
    assertThat(ask(false, "/healthz").status()).isEqualTo(200);
    assertThat(ask(false, "/readyz").status()).isEqualTo(200);

    obstacles = List.of("VI_1 is at fault: interface eth1 down", "the IPVS table is not kept: x");

    assertThat(ask(false, "/healthz").status()).isEqualTo(200);
    assertThat(ask(false, "/readyz").status()).isEqualTo(503);
    assertThat(body(ask(false, "/readyz")))
        .isEqualTo("VI_1 is at fault: interface eth1 down\nthe IPVS table is not kept: x\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/state", "/changes", "/nothing"})
  void withoutThePageItsDataIsNotServed(String path) {
    assertThat(ask(false, path).status()).isEqualTo(404);
  }

  @Test
  void withoutThePageABrowserGetsTheGuide() {
    var answer = ask(false, "/", "localhost", "text/html");
    assertThat(answer.contentType()).startsWith("text/plain");
    assertThat(body(answer)).contains("The status page is off");
  }

  @Test
  void theDataIsCompressedForWhomItMayBe() {
    var pages = new PortPages(source, true, true);
    var answer =
        (PortAnswer.Whole)
            pages.answer(new PortRequest("/state", "localhost", "*/*", "gzip, br")).join();
    assertThat(body(answer)).isEqualTo("compressed");
    assertThat(answer.headers()).containsEntry("Content-Encoding", "gzip");
    assertThat(ask(true, "/state").headers()).doesNotContainKey("Content-Encoding");
  }

  @Test
  void thePolicyAdmitsThePagesOwnStyleAndScriptOnly() throws Exception {
    var answer = ask(true, "/", "127.0.0.1:9650", "text/html,*/*");
    var html = body(answer);
    assertThat(answer.headers().get("Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .contains("style-src '" + hash(html, "style") + "'")
        .contains("script-src '" + hash(html, "script") + "'");
    assertThat(html).doesNotContain("innerHTML", " style=", " onclick=", "http://", "https://");
  }

  private static String hash(String html, String element) throws Exception {
    var matcher =
        Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL).matcher(html);
    assertThat(matcher.results()).as("one %s", element).hasSize(1);
    assertThat(matcher.reset().find()).isTrue();
    var digest =
        MessageDigest.getInstance("SHA-256")
            .digest(matcher.group(1).getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:9650", "127.0.0.1.evil.example", ""})
  void anotherNameForALoopbackAddressIsRefused(String host) {
    assertThat(ask(true, "/", host, "text/html").status()).isEqualTo(421);
    assertThat(ask(true, "/state", host, "*/*").status()).isEqualTo(421);
    assertThat(ask(true, "/changes", host, "*/*").status()).isEqualTo(421);
    assertThat(ask(true, "/readyz", host, "*/*").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1:9650", "[::1]:9650"})
  void theNamesOfTheLoopbackAreServed(String host) {
    assertThat(ask(true, "/state", host, "*/*").status()).isEqualTo(200);
  }

  @Test
  void atAnotherAddressEveryNameIsServed() {
    var pages = new PortPages(source, true, false);
    var answer = pages.answer(new PortRequest("/changes", "lvs1.example", "*/*", "")).join();
    assertThat(answer).isInstanceOf(PortAnswer.Changes.class);
  }
}
