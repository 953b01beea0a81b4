package org.holdfast.agent.config.keepalived;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.net.Family;

/** keepalived's repairs of instances whose values do not fit together. */
final class InstanceRepairs {

  private final BlockTranslation global;

  InstanceRepairs(BlockTranslation global) {
    this.global = global;
  }

  /** Returns the version that the instance has. */
  int version(BlockTranslation translation, Family family) {
    var own = translation.out().text("version");
    if (family == Family.IPV6) {
      if ("2".equals(own)) {
        translation.remarked(translation.out().place(), "IPv6 has no version 2; version 3 is used");
        translation.out().remove("version");
      }
      return 3;
    }
    var general = global.out().text("vrrp.defaults.version");
    return "3".equals(own == null ? general : own) ? 3 : 2;
  }

  /** Leaves out the instance's own interface, which is tracked without being named. */
  static void ownInterface(BlockTranslation translation) {
    var out = translation.out();
    var own = out.text("interface", "");
    var others = new ArrayList<Tree>();
    for (var item : out.items("track.interfaces")) {
      var name = item instanceof Mapping track ? track.text("interface", "") : textOf(item);
      if (name.equals(own)) {
        translation.remarked(
            item.place(), "Ignoring track_interface " + own + " since own interface");
      } else {
        others.add(item);
      }
    }
    if (out.get("track") instanceof Mapping track && track.has("interfaces")) {
      if (others.isEmpty()) {
        track.remove("interfaces");
      } else {
        track.put("interfaces", new Items(others.getFirst().place(), others));
      }
    }
  }

  private static String textOf(Tree item) {
    return item instanceof Text text ? text.text() : "";
  }

  /** Leaves out the rules on preempting that do not go with the state and the priority. */
  static void preemption(BlockTranslation translation) {
    var out = translation.out();
    if (!isBornMaster(translation)) {
      if ("false".equals(out.text("preempt")) && out.has("preempt-delay")) {
        translation.remarked(out.place(), "preempt_delay has no effect with nopreempt; ignored");
        out.remove("preempt-delay");
      }
      if ("false".equals(out.text("preempt")) && "255".equals(out.text("priority"))) {
        translation.remarked(out.place(), "nopreempt has no effect on an owner; ignored");
        out.remove("preempt");
      }
      return;
    }
    for (var word : List.of("nopreempt", "preempt_delay")) {
      var key = word.equals("nopreempt") ? "preempt" : "preempt-delay";
      var said = translation.said(word);
      if (said != null && out.has(key) && !"true".equals(out.text(key))) {
        translation.remarked(
            said.place(),
            word
                + " does not work with state MASTER; it is cleared, so that this router takes over"
                + " at once from one with a lower priority (write state BACKUP to have it hold)");
        out.remove(key);
      }
    }
  }

  /**
   * Returns whether the state is MASTER, by its keyword or by priority 255. A MASTER without a
   * priority gets 255.
   */
  private static boolean isBornMaster(BlockTranslation translation) {
    var state = translation.said("state");
    if (state == null) {
      return "255".equals(translation.out().text("priority"));
    }
    var word = state.word(1);
    if (!word.equals("MASTER")) {
      if (!word.equals("BACKUP")) {
        translation.repaired(state.place(1), "unknown state " + word + "; BACKUP is used");
      }
      return false;
    }
    translation.out().putIfAbsent("priority", state.place(), "255");
    return true;
  }

  /**
   * Writes down the announcements that follow an advert of lower priority: keepalived takes them
   * from the global keyword, not from the instance's.
   */
  void lowerPriority(BlockTranslation translation) {
    for (var key : List.of("delay", "repeat")) {
      var own = "gratuitous-arp." + key;
      var lower = "gratuitous-arp.lower-priority-" + key;
      if (translation.out().has(own) && !translation.out().has(lower)) {
        var general = global.out().text("vrrp.defaults." + lower);
        general = general == null ? global.out().text("vrrp.defaults." + own) : general;
        var standard = key.equals("delay") ? "5s" : "5";
        translation
            .out()
            .put(lower, translation.out().place(), general == null ? standard : general);
      }
    }
  }

  /** Rounds the interval: version 2 counts seconds, version 3 hundredths, up to 40.95 s. */
  static void interval(BlockTranslation translation, int version) {
    if (!(translation.out().get("advertisement-interval") instanceof Text given)) {
      return;
    }
    var seconds = new BigDecimal(given.text().substring(0, given.text().length() - 1));
    var rounded =
        version == 2
            ? seconds.setScale(0, RoundingMode.HALF_UP).max(BigDecimal.ONE)
            : seconds.setScale(2, RoundingMode.HALF_UP).min(new BigDecimal("40.95"));
    if (rounded.compareTo(seconds) != 0) {
      var text = rounded.stripTrailingZeros().toPlainString() + "s";
      translation.remarked(
          given.place(),
          "advert_int " + given.text() + " is none of version " + version + "'s; " + text);
      translation.out().put("advertisement-interval", given.place(), text);
    }
  }

  /** Writes down what the checksum covers where that is not the standard. */
  void checksum(
      BlockTranslation translation,
      FilePosition place,
      boolean unicast,
      int version,
      Family family) {
    if (version != 3 || family != Family.IPV4) {
      return;
    }
    var old = translation.said("old_unicast_checksum");
    if (old != null && !old.word(1).equals("never") && unicast) {
      translation.out().put("checksum", old.place(), "historic-unicast");
    } else if (isOn(translation, "v3_checksum_as_v2", "v3_checksum_as_v2")) {
      translation.out().put("checksum", place, "message-only");
    }
  }

  /** Applies keepalived's strict mode, except for the firewall and the macvlans. */
  static void strict(BlockTranslation translation, FilePosition place) {
    var out = translation.out();
    if (out.has("authentication") && !"hmac".equals(out.text("authentication.type"))) {
      translation.remarked(place, "strict mode does not support authentication; ignored");
      out.remove("authentication");
    }
    if (out.has("preempt-delay")) {
      translation.remarked(place, "strict mode has no preempt_delay; ignored");
      out.remove("preempt-delay");
    }
    out.put("down-timer-adverts", place, "3");
    out.put("answer-lower-priority", place, "false");
    out.put("advert-before-yielding", place, "false");
    out.put("owner-ignores-adverts", place, "true");
    out.put("gratuitous-arp.lower-priority-repeat", place, "0");
    out.put("gratuitous-arp.lower-priority-delay", place, "0");
    translation.notCarried(place, "no_accept of strict mode", "the agent makes no firewall rules");
  }

  /** Returns whether the instance's own keyword is on, or the global one where it has none. */
  boolean isOn(BlockTranslation translation, String own, String general) {
    return translation.said(own) == null
        ? GlobalDefs.isOn(global, general)
        : GlobalDefs.isOn(translation, own);
  }
}
