package org.holdfast.health.dns;

import java.util.Locale;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;

/** Judges a server by its answer. */
final class Answers {

  private Answers() {}

  /**
   * Whether the records decide and some are missing, so that the question must be sent again over
   * TCP.
   */
  static boolean isTooShort(Probe.Dns probe, DnsMessage.Answer answer) {
    return answer.truncated()
        && judge(probe, answer) instanceof ProbeResult.Failed(Failure why, _)
        && why == Failure.PATTERN;
  }

  static ProbeResult judge(Probe.Dns probe, DnsMessage.Answer answer) {
    var rcode = Rcodes.name(answer.rcode());
    var expected = probe.rcode().toUpperCase(Locale.ROOT);
    if (!rcode.equals(expected)) {
      return new ProbeResult.Failed(Failure.STATUS, "rcode " + rcode + ", expected " + expected);
    }
    var wanted = probe.answer();
    if (wanted == null) {
      return ProbeResult.Passed.saying("rcode " + rcode);
    }
    var type = RecordType.of(probe.type()).orElseThrow();
    var form = RecordText.configured(type, wanted).orElse(wanted);
    if (answer.records().contains(form)) {
      return ProbeResult.Passed.saying("rcode " + rcode + ", " + type + " " + form);
    }
    var seen =
        answer.records().isEmpty()
            ? "no " + type + " record"
            : type + " " + String.join(", ", answer.records());
    return new ProbeResult.Failed(Failure.PATTERN, seen + ", expected " + form);
  }
}
