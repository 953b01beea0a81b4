package org.holdfast.agent.config;

import org.holdfast.health.CheckSpec;
import org.holdfast.health.CheckTiming;
import org.holdfast.health.Probe;
import org.holdfast.health.Target;

/** Writes checks, as {@link CheckBinder} reads them. */
final class CheckWriter {

  private final Form form;
  private final String hostName;
  private final HttpWriter http;

  CheckWriter(Form form, String hostName) {
    this.form = form;
    this.hostName = hostName;
    this.http = new HttpWriter(form);
  }

  /** A server's check. */
  Draft server(CheckSpec spec, Place place) {
    var kind = CheckKind.of(spec.probe());
    var terms = Draft.under(kind.key(), form);
    terms(terms, spec.probe(), place);
    var draft = Draft.under(CheckKeywords.CHECK, form).present(kind.key(), terms);
    timing(draft, spec.timing(), kind);
    return draft;
  }

  /**
   * What is asked, and of whom.
   *
   * @param draft of the kind's section, or of the tracked check's with the same keys
   * @param place whom it asks when it does not say
   */
  void terms(Draft draft, Probe probe, Place place) {
    switch (probe) {
      case Probe.Tcp tcp -> target(draft, tcp.target(), place);
      case Probe.Http asked -> {
        http.terms(draft, asked);
        target(draft, asked.target(), place);
      }
      case Probe.Smtp smtp -> {
        draft.put(ProbeKeywords.HELO_NAME, smtp.heloName(), hostName);
        if (smtp.tls() != null) {
          draft.present(ProbeKeywords.STARTTLS, http.tls(smtp.tls(), null));
        }
        target(draft, smtp.target(), place);
      }
      case Probe.Dns dns -> {
        draft
            .put(ProbeKeywords.QUESTION, dns.name())
            .put(ProbeKeywords.RECORD_TYPE, dns.type())
            .put(ProbeKeywords.RCODE, dns.rcode())
            .put(ProbeKeywords.ANSWER, dns.answer());
        target(draft, dns.target(), place);
      }
      case Probe.Udp udp -> {
        udp(draft, udp);
        target(draft, udp.target(), place);
      }
      case Probe.Ping ping -> target(draft, ping.target(), place.withoutPort());
      case Probe.Agent agent -> {
        if (!agent.send().isEmpty()) {
          draft.put(ProbeKeywords.SEND, agent.send());
        }
        target(draft, agent.target(), place.withoutPort());
      }
      case Probe.Script script ->
          draft
              .put(ProbeKeywords.COMMAND, script.command())
              .put(ProbeKeywords.USER, script.user())
              .put(ProbeKeywords.GROUP, script.group())
              .put(ProbeKeywords.DYNAMIC, script.dynamic());
      case Probe.FileValue file ->
          draft
              .put(ProbeKeywords.TRACK_FILE, file.trackFile())
              .put(ProbeKeywords.FILE_WEIGHT, file.weight(), TrackDefinitions.FILE.weight())
              .put(ProbeKeywords.FILE_REVERSE, file.reverse(), TrackDefinitions.FILE.reverse());
      case Probe.Bfd bfd -> draft.put(ProbeKeywords.SESSION, bfd.session());
    }
  }

  private static void udp(Draft draft, Probe.Udp udp) {
    if (!udp.payload().isEmpty()) {
      draft.put(ProbeKeywords.PAYLOAD, udp.payload());
    }
    if (udp.reply() != null) {
      draft
          .put(ProbeKeywords.REPLY, udp.reply())
          .put(ProbeKeywords.LEAST_REPLY, udp.leastReply())
          .put(ProbeKeywords.MOST_REPLY, udp.mostReply());
    }
  }

  private static void target(Draft draft, Target target, Place place) {
    draft
        .put(TargetKeywords.ADDRESS, target.address(), place.address())
        .put(TargetKeywords.BIND_ADDRESS, target.bindAddress())
        .put(TargetKeywords.BIND_INTERFACE, target.bindInterface())
        .put(TargetKeywords.FIREWALL_MARK, Integer.toUnsignedLong(target.fwmark()));
    if (target.port() != 0) {
      draft.put(TargetKeywords.PORT, target.port(), place.port());
    }
    if (target.bindPort() != 0) {
      draft.put(TargetKeywords.BIND_PORT, target.bindPort(), 0);
    }
  }

  /** When it runs; nothing of a kind that is told of changes. */
  void timing(Draft draft, CheckTiming timing, CheckKind kind) {
    if (kind.isTold()) {
      return;
    }
    draft
        .put(TimingKeywords.INTERVAL, timing.interval())
        .put(TimingKeywords.TIMEOUT, timing.timeout())
        .put(TimingKeywords.RETRIES, timing.retries(), kind.retries())
        .put(TimingKeywords.RETRY_DELAY, timing.retryDelay())
        .put(TimingKeywords.RISE, timing.rise())
        .put(TimingKeywords.FAST_INTERVAL, timing.fastInterval())
        .put(TimingKeywords.WARMUP, timing.warmup(), timing.interval())
        .put(TimingKeywords.JITTER, timing.jitterPercent());
  }
}
