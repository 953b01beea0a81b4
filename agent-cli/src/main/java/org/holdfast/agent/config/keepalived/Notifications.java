package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Text;

/** The keywords of {@code global_defs} for mail and FIFOs. */
final class Notifications {

  private static final String ROOT = "notifications";
  private static final String MAIL = ROOT + ".mail";

  private Notifications() {}

  static Vocabulary addTo(Vocabulary vocabulary) {
    return vocabulary
        .carry("notification_email", MAIL + ".to", Notifications::recipients)
        .text("notification_email_from", MAIL + ".from")
        .carry("smtp_server", MAIL + ".server and port", Notifications::server)
        .text("smtp_helo_name", MAIL + ".helo")
        .wholeSeconds("smtp_connect_timeout", MAIL + ".timeout", 1, 600)
        .keep("smtp_alert smtp_alert_vrrp smtp_alert_checker", MAIL + ".on")
        .opposite("no_email_faults", MAIL + ".faults")
        .keep("no_checker_emails", "nothing: only servers that come or go are mailed of")
        .carry("notify_fifo", ROOT + ".fifo", (scope, s) -> fifo(scope, s, "fifo"))
        .carry("vrrp_notify_fifo", ROOT + ".vrrp-fifo", (scope, s) -> fifo(scope, s, "vrrp-fifo"))
        .carry(
            "lvs_notify_fifo", ROOT + ".servers-fifo", (scope, s) -> fifo(scope, s, "servers-fifo"))
        .notify("notify_fifo_script", ROOT + ".fifo.command")
        .notify("vrrp_notify_fifo_script", ROOT + ".vrrp-fifo.command")
        .notify("lvs_notify_fifo_script", ROOT + ".servers-fifo.command")
        .bool("vrrp_notify_priority_changes", ROOT + ".priority-changes")
        .bool("fifo_write_vrrp_states_on_reload", ROOT + ".states-on-reload");
  }

  /** A line each, or several in one. */
  private static void recipients(Scope scope, Statement s) {
    var to = new ArrayList<Tree>();
    for (var line : s.block()) {
      for (var word : line.from(0)) {
        to.add(new Text(word.place(), word.text()));
      }
    }
    if (!to.isEmpty()) {
      scope.out().put(MAIL + ".to", new Items(s.place(), to));
    }
  }

  private static void server(Scope scope, Statement s) {
    if (s.word(1).isEmpty()) {
      scope.repaired(s.place(), "smtp_server without a host; ignored");
      return;
    }
    scope.out().put(MAIL + ".server", s.place(1), s.word(1));
    if (!s.word(2).isEmpty()) {
      scope.out().put(MAIL + ".port", scope.number(s, 2, 1, 65_535));
    }
  }

  /** {@code NAME [user [group]]}. */
  private static void fifo(Scope scope, Statement s, String which) {
    var path = ROOT + "." + which + ".";
    if (!s.word(1).startsWith("/")) {
      scope.repaired(s.place(), s.keyword() + " without an absolute path; ignored");
      return;
    }
    if (scope.users().put(s, 2, scope.out(), path)) {
      scope.out().put(path + "path", s.place(1), s.word(1));
    }
  }

  /** What follows from keywords together: what is incomplete does nothing in keepalived either. */
  static void finish(Scope scope) {
    for (var which : new String[] {"fifo", "vrrp-fifo", "servers-fifo"}) {
      var fifo = scope.out().get(ROOT + "." + which);
      if (fifo instanceof Tree.Mapping mapping && !mapping.has("path")) {
        scope.repaired(fifo.place(), "a FIFO's script without its FIFO; ignored");
        section(scope).remove(which);
      }
    }
    var mail = scope.out().get(MAIL);
    if (mail instanceof Tree.Mapping mapping) {
      if (mapping.has("server") && mapping.has("to")) {
        mapping.put("on", on(scope, mail.place()));
      } else {
        scope.repaired(mail.place(), "mail needs smtp_server and notification_email; none is sent");
        section(scope).remove("mail");
      }
    }
    if (scope.out().get(ROOT) instanceof Tree.Mapping all && all.members().isEmpty()) {
      scope.out().remove(ROOT);
    }
  }

  private static Tree.Mapping section(Scope scope) {
    return scope.out().section(ROOT, scope.out().place());
  }

  /** keepalived's defaults: of real servers yes, of all else no. */
  private static Items on(Scope scope, FilePosition place) {
    var on = new ArrayList<Tree>();
    if (isOn(scope, "smtp_alert_vrrp", false)) {
      on.add(new Text(place, "instances"));
      on.add(new Text(place, "groups"));
    }
    if (isOn(scope, "smtp_alert_checker", false)) {
      on.add(new Text(place, "virtual-servers"));
    }
    if (isOn(scope, "smtp_alert_checker", true)) {
      on.add(new Text(place, "servers"));
    }
    return new Items(place, on);
  }

  private static boolean isOn(Scope scope, String own, boolean otherwise) {
    if (scope.said(own) != null) {
      return GlobalDefs.isOn(scope, own);
    }
    return scope.said("smtp_alert") == null ? otherwise : GlobalDefs.isOn(scope, "smtp_alert");
  }
}
