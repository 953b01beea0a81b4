package org.holdfast.health.smtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.holdfast.health.smtp.ReplyReader.Heard;

class SmtpFuzzTest {

  @FuzzTest
  void anyLinesGiveRepliesOrADefect(byte[] bytes) {
    var reader = new ReplyReader();
    for (var line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      if (reader.take(line) instanceof Heard.Whole(var reply)) {
        if (reply.code() < 200 || reply.code() > 599 || reply.lines().isEmpty()) {
          throw new AssertionError("no reply: " + reply);
        }
        reply.offers("STARTTLS");
      }
    }
  }
}
