package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.keepalived.ScriptUsers.CommandKeys;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.NotificationKeywords;
import org.holdfast.vrrp.NotifyCommand;

/** The keywords of {@code global_defs} for mail and FIFOs. */
final class GlobalNotifications {

  private static final Key<Fields> ROOT = NotificationKeywords.NOTIFICATIONS;
  private static final KeyPath<Fields> MAIL = ROOT.then(NotificationKeywords.MAIL);
  private static final KeyPath<?> TO = MAIL.then(NotificationKeywords.TO);
  private static final KeyPath<String> SERVER = MAIL.then(NotificationKeywords.SERVER);
  private static final KeyPath<Long> PORT = MAIL.then(NotificationKeywords.PORT);
  private static final Key<NotifyCommand> COMMAND = NotificationKeywords.FIFO_COMMAND;
  private static final CommandKeys FIFO_KEYS =
      new CommandKeys(COMMAND, NotificationKeywords.FIFO_USER, NotificationKeywords.FIFO_GROUP);

  private GlobalNotifications() {}

  static Vocabulary addTo(Vocabulary vocabulary) {
    return vocabulary
        .carry(TO, "notification_email", GlobalNotifications::recipients)
        .same(MAIL.then(NotificationKeywords.FROM), "notification_email_from")
        .carry(
            Becomes.described(SERVER.path() + " and port", SERVER, PORT),
            "smtp_server",
            GlobalNotifications::server)
        .same(MAIL.then(NotificationKeywords.HELO), "smtp_helo_name")
        .wholeSeconds(MAIL.then(NotificationKeywords.MAIL_TIMEOUT), "smtp_connect_timeout")
        .keep(MAIL.then(NotificationKeywords.ON), "smtp_alert smtp_alert_vrrp smtp_alert_checker")
        .opposite(MAIL.then(NotificationKeywords.FAULTS), "no_email_faults")
        .keep(
            "nothing: mails are only sent about servers that are added or removed",
            "no_checker_emails")
        .carry(
            ROOT.then(NotificationKeywords.FIFO),
            "notify_fifo",
            (translation, s) -> fifo(translation, s, NotificationKeywords.FIFO))
        .carry(
            ROOT.then(NotificationKeywords.VRRP_FIFO),
            "vrrp_notify_fifo",
            (translation, s) -> fifo(translation, s, NotificationKeywords.VRRP_FIFO))
        .carry(
            ROOT.then(NotificationKeywords.SERVERS_FIFO),
            "lvs_notify_fifo",
            (translation, s) -> fifo(translation, s, NotificationKeywords.SERVERS_FIFO))
        .notify(ROOT.then(NotificationKeywords.FIFO).then(COMMAND), "notify_fifo_script")
        .notify(ROOT.then(NotificationKeywords.VRRP_FIFO).then(COMMAND), "vrrp_notify_fifo_script")
        .notify(
            ROOT.then(NotificationKeywords.SERVERS_FIFO).then(COMMAND), "lvs_notify_fifo_script")
        .same(ROOT.then(NotificationKeywords.PRIORITY_CHANGES), "vrrp_notify_priority_changes")
        .same(ROOT.then(NotificationKeywords.STATES_ON_RELOAD), "fifo_write_vrrp_states_on_reload")
        .standingWhatever(
            ROOT.then(NotificationKeywords.SERVERS_AT_START), "true", "rs_init_notifies");
  }

  /** Reads the recipients; a line may have several. */
  private static void recipients(BlockTranslation translation, Statement s) {
    var to = new ArrayList<Tree>();
    for (var line : s.block()) {
      for (var word : line.from(0)) {
        to.add(new Text(word.place(), word.text()));
      }
    }
    if (!to.isEmpty()) {
      translation.out().put(TO, new Items(s.place(), to));
    }
  }

  private static void server(BlockTranslation translation, Statement s) {
    if (s.word(1).isEmpty()) {
      translation.repaired(s.place(), "smtp_server without a host; ignored");
      return;
    }
    translation.out().put(SERVER, s.place(1), s.word(1));
    if (!s.word(2).isEmpty()) {
      translation.out().put(PORT, translation.number(s, 2, NotificationKeywords.PORT));
    }
  }

  /** Reads {@code NAME [user [group]]}. */
  private static void fifo(BlockTranslation translation, Statement s, Key<Fields> which) {
    var fifo = ROOT.then(which);
    if (!s.word(1).startsWith("/")) {
      translation.repaired(s.place(), s.keyword() + " without an absolute path; ignored");
      return;
    }
    var path = fifo.then(NotificationKeywords.FIFO_PATH);
    translation.out().put(path, s.place(1), s.word(1));
    var section = translation.out().section(fifo, s.place());
    if (!translation.users().put(s, 2, section, FIFO_KEYS)) {
      translation.out().remove(path);
    }
  }

  /** Leaves out incomplete settings, which have no effect in keepalived either. */
  static void finish(BlockTranslation translation) {
    for (var which :
        List.of(
            NotificationKeywords.FIFO,
            NotificationKeywords.VRRP_FIFO,
            NotificationKeywords.SERVERS_FIFO)) {
      var fifo = translation.out().get(ROOT.then(which));
      if (fifo instanceof Tree.Mapping mapping && !mapping.has(NotificationKeywords.FIFO_PATH)) {
        translation.repaired(fifo.place(), "a FIFO's script without its FIFO; ignored");
        translation.out().remove(ROOT.then(which));
      }
    }
    var mail = translation.out().get(MAIL);
    if (mail instanceof Tree.Mapping mapping) {
      if (mapping.has(NotificationKeywords.SERVER) && mapping.has(NotificationKeywords.TO)) {
        mapping.put(NotificationKeywords.ON, on(translation, mail.place()));
      } else {
        translation.repaired(
            mail.place(), "mail needs smtp_server and notification_email; none is sent");
        translation.out().remove(MAIL);
      }
    }
  }

  /** Returns the objects whose changes are mailed; by keepalived's default only real servers. */
  private static Items on(BlockTranslation translation, FilePosition place) {
    var on = new ArrayList<Tree>();
    if (isOn(translation, "smtp_alert_vrrp", false)) {
      on.add(new Text(place, "instances"));
      on.add(new Text(place, "groups"));
    }
    if (isOn(translation, "smtp_alert_checker", false)) {
      on.add(new Text(place, "virtual-servers"));
    }
    if (isOn(translation, "smtp_alert_checker", true)) {
      on.add(new Text(place, "servers"));
    }
    return new Items(place, on);
  }

  private static boolean isOn(BlockTranslation translation, String own, boolean otherwise) {
    if (translation.said(own) != null) {
      return GlobalDefs.isOn(translation, own);
    }
    return translation.said("smtp_alert") == null
        ? otherwise
        : GlobalDefs.isOn(translation, "smtp_alert");
  }
}
