package org.holdfast.agent.config.bind;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.CheckKeywords;
import org.holdfast.agent.config.words.CheckKind;
import org.holdfast.agent.config.words.ProbeKeywords;
import org.holdfast.agent.config.words.TimingKeywords;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.Probe;
import org.holdfast.health.Target;
import org.holdfast.vrrp.TrackKind;
import org.jspecify.annotations.Nullable;

/**
 * Creates checks. The parts that do not depend on the server are created, and their errors
 * reported, only once for all servers that share those parts.
 */
final class CheckBinder {

  private final Report report;
  private final Host host;
  private final TrackDefinitions definitions;
  private final TargetBinder targets;
  private final TimingBinder timings;
  private final HttpBinder http;
  private final Map<Fields, ProbeTemplate> forms = new HashMap<>();

  CheckBinder(Report report, Host host, TrackDefinitions definitions) {
    this.report = report;
    this.host = host;
    this.definitions = definitions;
    this.targets = new TargetBinder(report);
    this.timings = new TimingBinder(report);
    this.http = new HttpBinder(report, host, targets);
  }

  /** Discards the shared parts once no further check uses them. */
  void forget() {
    forms.clear();
    timings.forget();
  }

  /** A probe without its target. */
  @FunctionalInterface
  interface ProbeTemplate {

    /** Returns the probe, or null if an error was reported. */
    @Nullable Probe at(DefaultTarget place);

    /** The template of a probe for which an error was reported. */
    ProbeTemplate NONE = _ -> null;
  }

  /**
   * Returns null if an error was reported.
   *
   * @param check the values of {@link CheckKeywords#CHECK}, including inherited values
   */
  @Nullable CheckSpec bind(Fields check, DefaultTarget place) {
    var kind = CheckKind.of(check);
    return kind == null ? null : bind(kind, check.get(kind.key()), check, place);
  }

  /**
   * Returns null if an error was reported.
   *
   * @param terms the values of the kind's section
   * @param timing the timing, including inherited values
   */
  @Nullable CheckSpec bind(CheckKind kind, Fields terms, Fields timing, DefaultTarget place) {
    var form = forms.get(terms);
    if (form == null) {
      form = terms.isComplete() ? form(kind, terms) : ProbeTemplate.NONE;
      forms.put(terms, form);
    }
    var probe = form.at(place);
    return probe == null
        ? null
        : new CheckSpec(probe, timings.bind(timing, kind), timing.get(TimingKeywords.LOG_FAILURES));
  }

  private ProbeTemplate form(CheckKind kind, Fields terms) {
    return switch (kind) {
      case TCP -> withTarget(terms, Probe.Tcp::new);
      case HTTP -> http.plain(terms);
      case HTTPS -> http.secure(terms);
      case SMTP -> smtp(terms);
      case DNS -> dns(terms);
      case UDP -> udp(terms);
      case PING ->
          place -> {
            var target = targets.bindWithoutPort(terms, place);
            return target == null ? null : new Probe.Ping(target);
          };
      case AGENT -> agent(terms);
      case SCRIPT -> script(terms);
      case FILE -> file(terms);
      case BFD -> bfd(terms);
    };
  }

  private ProbeTemplate withTarget(Fields terms, Function<Target, Probe> make) {
    return place -> {
      var target = targets.bind(terms, place);
      return target == null ? null : make.apply(target);
    };
  }

  private ProbeTemplate smtp(Fields terms) {
    var own = terms.find(ProbeKeywords.HELO_NAME);
    var name = own == null ? host.name() : own;
    var starttls = terms.find(ProbeKeywords.STARTTLS);
    var tls = starttls == null ? null : http.tls(starttls, null);
    return withTarget(terms, target -> new Probe.Smtp(target, name, tls));
  }

  private ProbeTemplate dns(Fields terms) {
    var name = terms.get(ProbeKeywords.QUESTION);
    return withTarget(
        terms,
        target ->
            new Probe.Dns(
                target,
                name,
                terms.get(ProbeKeywords.RECORD_TYPE),
                terms.get(ProbeKeywords.RCODE),
                terms.find(ProbeKeywords.ANSWER)));
  }

  private ProbeTemplate udp(Fields terms) {
    var payload = terms.find(ProbeKeywords.PAYLOAD);
    var reply = terms.find(ProbeKeywords.REPLY);
    int least = terms.number(ProbeKeywords.LEAST_REPLY);
    int most = terms.number(ProbeKeywords.MOST_REPLY);
    if (reply == null && terms.isSound(ProbeKeywords.REPLY)) {
      requireReply(terms, ProbeKeywords.LEAST_REPLY);
      requireReply(terms, ProbeKeywords.MOST_REPLY);
    }
    if (least > most) {
      report.error(
          terms.spot(ProbeKeywords.LEAST_REPLY),
          least + " is above " + mostReply(terms) + ", " + most);
    }
    if (reply != null && reply.length() / 2 > most) {
      report.error(
          terms.spot(ProbeKeywords.REPLY),
          "has "
              + reply.length() / 2
              + " bytes, more than "
              + mostReply(terms)
              + " allows, "
              + most);
    }
    return withTarget(
        terms, target -> new Probe.Udp(target, payload == null ? "" : payload, reply, least, most));
  }

  private String mostReply(Fields terms) {
    return report.name(terms.spot(), ProbeKeywords.MOST_REPLY);
  }

  private void requireReply(Fields terms, Key<?> key) {
    if (terms.isGiven(key)) {
      var reply = report.name(terms.spot(), ProbeKeywords.REPLY);
      report.error(
          terms.spot(key),
          "has no effect without " + reply + ", because then no answer is needed; add " + reply);
    }
  }

  private ProbeTemplate agent(Fields terms) {
    var send = terms.find(ProbeKeywords.SEND);
    var form = withTarget(terms, target -> new Probe.Agent(target, send == null ? "" : send));
    return place -> form.at(place.withoutPort()); // the server has the port of its service
  }

  private ProbeTemplate script(Fields terms) {
    var user = terms.find(ProbeKeywords.USER);
    if (user == null && terms.isGiven(ProbeKeywords.GROUP) && terms.isSound(ProbeKeywords.USER)) {
      report.error(terms.spot(ProbeKeywords.GROUP), "a group without a user; add user");
    }
    var group = terms.find(ProbeKeywords.GROUP);
    var probe =
        new Probe.Script(
            VrrpBinder.runnable(terms, ProbeKeywords.COMMAND, user, group, report, host),
            user,
            group,
            terms.get(ProbeKeywords.DYNAMIC));
    return _ -> probe;
  }

  private ProbeTemplate file(Fields terms) {
    var name = terms.get(ProbeKeywords.TRACK_FILE);
    var standard = definitions.use(TrackKind.FILE, name);
    if (standard == null) {
      refuse(TrackKind.FILE, name, "vrrp.track-files", terms.spot(ProbeKeywords.TRACK_FILE));
      return ProbeTemplate.NONE;
    }
    var weight = terms.find(ProbeKeywords.FILE_WEIGHT);
    var reverse = terms.find(ProbeKeywords.FILE_REVERSE);
    var probe =
        new Probe.FileValue(
            name,
            weight == null ? standard.weight() : weight.intValue(),
            reverse == null ? standard.reverse() : reverse);
    return _ -> probe;
  }

  private ProbeTemplate bfd(Fields terms) {
    var session = terms.get(ProbeKeywords.SESSION);
    if (definitions.use(TrackKind.BFD, session) == null) {
      refuse(TrackKind.BFD, session, "bfd.sessions", terms.spot(ProbeKeywords.SESSION));
    }
    var probe = new Probe.Bfd(session);
    return _ -> probe;
  }

  private void refuse(TrackKind kind, String name, String where, NodePosition at) {
    report.error(
        at,
        where + " has no " + ValueType.quote(name) + Nearest.hint(name, definitions.names(kind)));
  }
}
