package org.holdfast.agent.dumps;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.notify.Transition;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.io.InstanceStatus;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that keepalived writes on SIGRTMIN+2, with the same names in the same order. Differs:
 * passwords are hidden; routes and rules are in the words of ip-route(8) and ip-rule(8) with the
 * agent's protocol number.
 */
public final class KeepalivedJson {

  private KeepalivedJson() {}

  /**
   * Returns the text.
   *
   * @param version see {@link org.holdfast.agent.config.DumpConfig#jsonVersion}
   */
  public static String of(DumpFacts facts, int version) {
    var instances = new ArrayList<Map<String, Object>>();
    for (var pair : facts.pairs()) {
      var instance = new LinkedHashMap<String, Object>();
      instance.put("data", data(facts, pair.config(), pair.status()));
      instance.put("stats", facts.counters(pair.status()).keepalived());
      instances.add(instance);
    }
    if (version == 1) {
      return Json.line(instances);
    }
    var object = new LinkedHashMap<String, Object>();
    object.put("vrrp", instances);
    var processes = new ArrayList<Map<String, Object>>();
    facts.config().trackProcesses().forEach(process -> processes.add(process(facts, process)));
    putSome(object, "track_process", processes);
    return Json.line(object);
  }

  private static Map<String, Object> data(
      DumpFacts facts, InstanceConfig config, InstanceStatus status) {
    var data = new LinkedHashMap<String, Object>();
    data.put("iname", config.name());
    data.put("dont_track_primary", flag(!config.tracks().ownInterface()));
    data.put("skip_check_adv_addr", 0);
    data.put("strict_mode", 0);
    var links = config.holdings().links();
    data.put("vmac_ifname", links.isEmpty() ? "" : links.getFirst().name());
    data.put("ifp_ifname", DumpWords.link(config));
    data.put("master_priority", status.master() == null ? 0 : status.master().priority());
    data.put("last_transition", transition(facts, status));
    announcements(data, config);
    data.put("vrid", config.virtualRouterId());
    data.put("base_priority", status.priority().base());
    data.put("effective_priority", status.priority().effective());
    data.put("vipset", status.addresses().stream().anyMatch(InstanceStatus.AddressStatus::wanted));
    data.put("promote_secondaries", !config.holdings().promoting().isEmpty());
    data.put("adver_int", number(config.election().advertisementInterval()));
    data.put("master_adver_int", number(DumpWords.masterInterval(config, status)));
    data.put("accept", flag(config.holdings().accepting()));
    data.put("nopreempt", !config.election().preempt());
    data.put("preempt_delay", config.election().preemptDelay().toSeconds());
    int state = KeepalivedState.number(status.state());
    data.put("state", state);
    data.put("wantstate", state);
    data.put("version", config.election().version().number());
    data.put("smtp_alert", facts.config().isMailed(Transition.Kind.INSTANCE, config.name()));
    data.put("notify_deleted", config.notifications().deleted() != null);
    commands(data, config);
    holdings(data, config, status);
    tracks(data, facts, config);
    authentication(data, config);
    return data;
  }

  private static void announcements(Map<String, Object> data, InstanceConfig config) {
    var timing = config.announcements();
    data.put("garp_delay", number(timing.delay()));
    data.put("garp_refresh", timing.refresh().toSeconds());
    data.put("garp_rep", timing.repeat());
    data.put("garp_refresh_rep", timing.refreshRepeat());
    data.put("garp_lower_prio_delay", timing.lowerPriorityDelay().toSeconds());
    data.put("garp_lower_prio_rep", timing.lowerPriorityRepeat());
    var adverts = config.election().adverts();
    data.put("lower_prio_no_advert", flag(!adverts.answerLowerPriority()));
    data.put("higher_prio_send_advert", flag(adverts.advertBeforeYielding()));
  }

  private static void commands(Map<String, Object> data, InstanceConfig config) {
    var commands = config.notifications();
    put(data, "script_backup", commands.backup());
    put(data, "script_master", commands.master());
    put(data, "script_fault", commands.fault());
    put(data, "script_stop", commands.stop());
    put(data, "script_deleted", commands.deleted());
    put(data, "script", commands.any());
    put(data, "script_master_rx_lower_pri", commands.lowerPriority());
  }

  private static void put(Map<String, Object> data, String name, @Nullable NotifyCommand command) {
    if (command != null) {
      data.put(name, DumpWords.command(command.words()));
    }
  }

  private static void holdings(
      Map<String, Object> data, InstanceConfig config, InstanceStatus status) {
    var holdings = config.holdings();
    putSome(data, "vips", DumpWords.addresses(holdings.advertised(), config, status));
    putSome(data, "evips", DumpWords.addresses(holdings.excluded(), config, status));
    putSome(data, "vroutes", DumpWords.objects(status, VirtualRoute.KIND));
    putSome(data, "vrules", DumpWords.objects(status, VirtualRule.KIND));
  }

  private static void tracks(Map<String, Object> data, DumpFacts facts, InstanceConfig config) {
    var links =
        config.tracks().interfaces().stream().map(Tracks.InterfaceTrack::interfaceName).toList();
    putSome(data, "track_ifp", links);
    var scripts = new ArrayList<String>();
    var processes = new ArrayList<String>();
    for (var watched : config.tracks().watched()) {
      if (watched.kind() == TrackKind.SCRIPT) {
        facts.config().vrrp().scripts().stream()
            .filter(script -> script.name().equals(watched.name()))
            .forEach(script -> scripts.add(DumpWords.command(script.command())));
      } else if (watched.kind() == TrackKind.PROCESS) {
        processes.add(watched.name());
      }
    }
    putSome(data, "track_script", scripts);
    putSome(data, "track_process", processes);
  }

  private static void authentication(Map<String, Object> data, InstanceConfig config) {
    int type = DumpWords.authentication(config);
    data.put("auth_type", config.election().version() == VrrpVersion.V2 ? type : 0);
    if (type != 0) {
      data.put("auth_data", DumpWords.HIDDEN);
    }
  }

  private static Map<String, Object> process(DumpFacts facts, TrackProcessConfig config) {
    var process = new LinkedHashMap<String, Object>();
    process.put("process", config.program());
    if (!config.arguments().isEmpty()) {
      process.put("parameters", String.join(" ", config.arguments()));
    }
    process.put(
        "param_match",
        switch (config.match()) {
          case NAME -> "none";
          case EXACT -> "exact";
          case INITIAL -> "initial";
          case PARTIAL -> "partial";
        });
    process.put("min_processes", config.least());
    if (config.most() != Integer.MAX_VALUE) {
      process.put("max_processes", config.most());
    }
    var verdict = facts.verdict(TrackKind.PROCESS, config.name());
    if (verdict != null) {
      process.put("have_quorum", verdict.equals("ok"));
    }
    process.put("terminate_delay", number(config.terminateDelay()));
    process.put("fork_delay", number(config.forkDelay()));
    process.put("full_command", config.fullCommand());
    return process;
  }

  private static void putSome(Map<String, Object> data, String name, List<?> values) {
    if (!values.isEmpty()) {
      data.put(name, values);
    }
  }

  private static int flag(boolean set) {
    return set ? 1 : 0;
  }

  /** Returns seconds since 1970 with six decimals. */
  private static BigDecimal transition(DumpFacts facts, InstanceStatus status) {
    var then = facts.before(status.forSeconds());
    return BigDecimal.valueOf(then.getEpochSecond())
        .add(BigDecimal.valueOf(then.getNano(), 9))
        .setScale(6, RoundingMode.DOWN);
  }

  private static Number number(Duration span) {
    return number(DumpWords.seconds(span));
  }

  /** Returns a whole number without decimals, as keepalived prints it. */
  private static Number number(double value) {
    return value == Math.rint(value) ? (Number) (long) value : (Number) value;
  }
}
