package org.holdfast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

final class HiddenUrlTest {

  @Test
  void showsOnlyTheHostOfAUrl() {
    assertThat(HiddenUrl.place(URI.create("https://ops:word@hooks.example.org:8443/T0/key?s=1#x")))
        .isEqualTo("https://hooks.example.org:8443/(hidden)");
    assertThat(HiddenUrl.place(URI.create("http://[2001:db8::1]/key")))
        .isEqualTo("http://[2001:db8::1]/(hidden)");
  }

  @Test
  void hidesTheQueryAndPathSegmentsThatLookLikeKeys() {
    assertThat(HiddenUrl.path("/")).isEqualTo("/");
    assertThat(HiddenUrl.path("/health/live2")).isEqualTo("/health/live2");
    assertThat(HiddenUrl.path("/a-rather-long-name-of-words/x")).endsWith("of-words/x");
    assertThat(HiddenUrl.path("/check?token=abc")).startsWith("/check?***").doesNotContain("abc");
    assertThat(HiddenUrl.path("/k/1f0e3dad99908345f7439f8ffabdffc4/up"))
        .matches("/k/\\*\\*\\*[0-9a-f]{4}/up");
  }

  @Test
  void differentUrlsStayDistinguishable() {
    assertThat(HiddenUrl.path("/check?token=abc")).isNotEqualTo(HiddenUrl.path("/check?token=abd"));
  }
}
