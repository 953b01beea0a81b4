package org.holdfast.health.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.health.smtp.ReplyReader.Heard;
import org.holdfast.health.smtp.ReplyReader.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

  private final ReplyReader reader = new ReplyReader();

  @Test
  void readsOneLine() {
    assertThat(reader.take("220 mail.example.org ESMTP"))
        .isEqualTo(new Heard.Whole(new Reply(220, List.of("mail.example.org ESMTP"))));
  }

  @Test
  void readsACodeWithoutText() {
    assertThat(reader.take("250")).isEqualTo(new Heard.Whole(new Reply(250, List.of(""))));
  }

  @Test
  void readsSeveralLinesAndThenTheNextReply() {
    assertThat(reader.take("250-mail")).isEqualTo(new Heard.More());
    assertThat(reader.take("250-SIZE 1")).isEqualTo(new Heard.More());
    var whole = new Reply(250, List.of("mail", "SIZE 1", "StartTLS"));
    assertThat(reader.take("250 StartTLS")).isEqualTo(new Heard.Whole(whole));
    assertThat(whole.offers("STARTTLS")).isTrue();
    assertThat(whole.offers("MAIL")).as("the first line is a name").isFalse();
    assertThat(reader.take("221 bye")).isEqualTo(new Heard.Whole(new Reply(221, List.of("bye"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "22", "2x0 a", "199 a", "600 a", "220_a", "HTTP/1.1 400", "٢٢٠ a"})
  void refusesMalformedReplies(String line) {
    assertThat(reader.take(line)).isInstanceOf(Heard.Malformed.class);
  }

  @Test
  void allLinesOfAReplyHaveTheSameCode() {
    reader.take("250-a");
    assertThat(reader.take("251 b"))
        .isEqualTo(new Heard.Malformed("is a reply of two codes: 250 and 251"));
  }

  @Test
  void aReplyHasALimitedLength() {
    for (int i = 0; i < ReplyReader.MOST_LINES; i++) {
      assertThat(reader.take("250-x")).isEqualTo(new Heard.More());
    }
    assertThat(reader.take("250-x")).isEqualTo(new Heard.TooLong());
  }
}
