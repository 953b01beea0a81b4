package org.holdfast.agent.config.keepalived;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.AnnouncementKeywords;
import org.holdfast.agent.config.words.AuthenticationKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.TrackKeywords;
import org.holdfast.net.Family;
import org.holdfast.vrrp.ElectionTerms;

/** keepalived's repairs of instances with conflicting values. */
final class InstanceRepairs {

  private static final KeyPath<List<Entry<Fields>>> TRACKED =
      InstanceKeywords.TRACK.then(TrackKeywords.INTERFACES);
  private static final Key<Fields> ARP = AnnouncementKeywords.GRATUITOUS_ARP;

  private final BlockTranslation global;

  InstanceRepairs(BlockTranslation global) {
    this.global = global;
  }

  /** Returns the VRRP version of the instance. */
  int version(BlockTranslation translation, Family family) {
    var own = translation.out().text(InstanceKeywords.VERSION);
    if (family == Family.IPV6) {
      if ("2".equals(own)) {
        translation.remarked(translation.out().place(), "IPv6 has no version 2; version 3 is used");
        translation.out().remove(InstanceKeywords.VERSION);
      }
      return 3;
    }
    var general = global.out().text(GlobalDefs.DEFAULTS.then(InstanceKeywords.VERSION));
    return "3".equals(own == null ? general : own) ? 3 : 2;
  }

  /** Leaves out the track of the instance's own interface, which is always tracked. */
  static void ownInterface(BlockTranslation translation) {
    var out = translation.out();
    var own = out.text(InstanceKeywords.INTERFACE, "");
    var others = new ArrayList<Tree>();
    for (var item : out.items(TRACKED)) {
      var name =
          item instanceof Mapping track ? track.text(TrackKeywords.INTERFACE, "") : textOf(item);
      if (name.equals(own)) {
        translation.remarked(
            item.place(), "Ignoring track_interface " + own + " since own interface");
      } else {
        others.add(item);
      }
    }
    out.putItems(TRACKED, others);
  }

  private static String textOf(Tree item) {
    return item instanceof Text text ? text.text() : "";
  }

  /** Leaves out the preemption settings that conflict with the state or the priority. */
  static void preemption(BlockTranslation translation) {
    var out = translation.out();
    if (!isBornMaster(translation)) {
      boolean preempts = !"false".equals(out.text(InstanceKeywords.PREEMPT));
      if (!preempts && out.has(InstanceKeywords.PREEMPT_DELAY)) {
        translation.remarked(out.place(), "preempt_delay has no effect with nopreempt; ignored");
        out.remove(InstanceKeywords.PREEMPT_DELAY);
      }
      if (!preempts && isOwner(out)) {
        translation.remarked(out.place(), "nopreempt has no effect on an owner; ignored");
        out.remove(InstanceKeywords.PREEMPT);
      }
      return;
    }
    clear(translation, "nopreempt", InstanceKeywords.PREEMPT);
    clear(translation, "preempt_delay", InstanceKeywords.PREEMPT_DELAY);
  }

  /** Reads {@code timer_expired_backup [PRIORITY]}, the highest priority of other routers. */
  static void lateMaster(BlockTranslation translation, Statement s) {
    var key = InstanceKeywords.YIELD_WHEN_LATE;
    var usual = new Text(s.place(), Integer.toString(ElectionTerms.OWNER - 1));
    translation
        .out()
        .put(
            key,
            s.word(1).isEmpty() ? usual : translation.number(s, 1, 1, ElectionTerms.OWNER - 1));
  }

  /** Leaves out what a router does that was late, where it would take over again at once. */
  static void lateOnlyWithoutPreemption(BlockTranslation translation) {
    var out = translation.out();
    if (out.has(InstanceKeywords.YIELD_WHEN_LATE)
        && !"false".equals(out.text(InstanceKeywords.PREEMPT))) {
      translation.remarked(
          out.place(), "timer_expired_backup has no effect without nopreempt; ignored");
      out.remove(InstanceKeywords.YIELD_WHEN_LATE);
    }
  }

  /** Removes the value of a keyword that does not work with state MASTER. */
  private static void clear(BlockTranslation translation, String word, Key<?> key) {
    var out = translation.out();
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

  private static boolean isOwner(Mapping instance) {
    return "255".equals(instance.text(InstanceKeywords.PRIORITY));
  }

  /**
   * Returns whether the initial state is MASTER, because of its keyword or of priority 255. Sets
   * the priority of a MASTER without one to 255.
   */
  private static boolean isBornMaster(BlockTranslation translation) {
    var state = translation.said("state");
    if (state == null) {
      return isOwner(translation.out());
    }
    var word = state.word(1);
    if (!word.equals("MASTER")) {
      if (!word.equals("BACKUP")) {
        translation.repaired(
            state.place(1),
            "unknown state " + word + " (expected: MASTER or BACKUP); BACKUP is used");
      }
      return false;
    }
    translation.out().putIfAbsent(InstanceKeywords.PRIORITY, state.place(), "255");
    return true;
  }

  /**
   * Writes the settings of the announcements after an advert of lower priority; keepalived takes
   * them from the global keyword, not from the instance's.
   */
  void lowerPriority(BlockTranslation translation) {
    lowerPriority(
        translation, AnnouncementKeywords.DELAY, AnnouncementKeywords.LOWER_PRIORITY_DELAY);
    lowerPriority(
        translation, AnnouncementKeywords.REPEAT, AnnouncementKeywords.LOWER_PRIORITY_REPEAT);
  }

  private void lowerPriority(BlockTranslation translation, Key<?> key, Key<?> lower) {
    var out = translation.out();
    if (out.has(ARP.then(key)) && !out.has(ARP.then(lower))) {
      var general = global.out().text(GlobalDefs.ARP.then(lower));
      general = general == null ? global.out().text(GlobalDefs.ARP.then(key)) : general;
      general = general == null ? key.standard() : general;
      if (general != null) {
        out.put(ARP.then(lower), out.place(), general);
      }
    }
  }

  /**
   * Rounds the interval: to seconds in version 2, to hundredths of a second up to 40.95 s in
   * version 3.
   */
  static void interval(BlockTranslation translation, int version) {
    if (!(translation.out().get(InstanceKeywords.ADVERTISEMENT_INTERVAL) instanceof Text given)) {
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
          "advert_int "
              + given.text()
              + " is not valid in version "
              + version
              + "; "
              + text
              + " is used");
      translation.out().put(InstanceKeywords.ADVERTISEMENT_INTERVAL, given.place(), text);
    }
  }

  /** Writes the coverage of the checksum where it differs from the standard. */
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
      translation.out().put(InstanceKeywords.CHECKSUM, old.place(), "historic-unicast");
    } else if (isOn(translation, "v3_checksum_as_v2", "v3_checksum_as_v2")) {
      translation.out().put(InstanceKeywords.CHECKSUM, place, "message-only");
    }
  }

  /** Applies keepalived's strict mode, except for the virtual MAC. */
  static void strict(BlockTranslation translation, FilePosition place, int version) {
    var out = translation.out();
    if (out.has(AuthenticationKeywords.AUTHENTICATION) && !InstanceAuthentication.isHmac(out)) {
      translation.remarked(place, "strict mode does not support authentication; ignored");
      out.remove(AuthenticationKeywords.AUTHENTICATION);
    }
    if (out.has(InstanceKeywords.PREEMPT_DELAY)) {
      translation.remarked(place, "strict mode has no preempt_delay; ignored");
      out.remove(InstanceKeywords.PREEMPT_DELAY);
    }
    out.put(InstanceKeywords.DOWN_TIMER_ADVERTS, place, "3");
    out.put(InstanceKeywords.ANSWER_LOWER_PRIORITY, place, "false");
    out.put(InstanceKeywords.ADVERT_BEFORE_YIELDING, place, "false");
    out.put(InstanceKeywords.OWNER_IGNORES_ADVERTS, place, "true");
    out.put(ARP.then(AnnouncementKeywords.LOWER_PRIORITY_REPEAT), place, "0");
    out.put(ARP.then(AnnouncementKeywords.LOWER_PRIORITY_DELAY), place, "0");
    if (version == 2 && "true".equals(out.text(InstanceKeywords.ACCEPT))) {
      translation.remarked(place, "strict mode has no accept in version 2; ignored");
      out.remove(InstanceKeywords.ACCEPT);
    }
    out.putIfAbsent(InstanceKeywords.ACCEPT, place, "false");
  }

  /**
   * Returns whether the instance's own keyword is on, or else the global one if the instance has
   * none.
   */
  boolean isOn(BlockTranslation translation, String own, String general) {
    return translation.said(own) == null
        ? GlobalDefs.isOn(global, general)
        : GlobalDefs.isOn(translation, own);
  }
}
