package org.holdfast.agent.config.bind;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.NotificationKeywords;
import org.holdfast.agent.notify.FifoConfig;
import org.holdfast.agent.notify.MailConfig;
import org.holdfast.agent.notify.MailConfig.Security;
import org.holdfast.agent.notify.MailConfig.Subject;
import org.holdfast.agent.notify.NotificationsConfig;
import org.holdfast.agent.notify.TrustConfig;
import org.holdfast.agent.notify.WebhookConfig;
import org.jspecify.annotations.Nullable;

/** Creates the records of FIFOs, mail and webhooks. */
final class NotificationsBinder {

  private static final int PORT = 25;
  private static final int TLS_PORT = 465;
  private static final int SUBMISSION_PORT = 587;

  private final Report report;
  private final Host host;

  NotificationsBinder(Report report, Host host) {
    this.report = report;
    this.host = host;
  }

  /**
   * @param fields the whole section; null if the file has none
   */
  NotificationsConfig bind(@Nullable Fields fields) {
    if (fields == null) {
      return NotificationsConfig.NONE;
    }
    return new NotificationsConfig(
        fifos(fields),
        fields.get(NotificationKeywords.PRIORITY_CHANGES),
        fields.get(NotificationKeywords.STATES_ON_RELOAD),
        fields.get(NotificationKeywords.SERVERS_AT_START),
        mail(fields.find(NotificationKeywords.MAIL)),
        webhooks(fields),
        fields.find(NotificationKeywords.COMMAND_LIMIT));
  }

  private List<FifoConfig> fifos(Fields fields) {
    var fifos = new ArrayList<FifoConfig>();
    var paths = new HashSet<String>();
    var keys =
        Map.of(
            FifoConfig.Topics.ALL, NotificationKeywords.FIFO,
            FifoConfig.Topics.VRRP, NotificationKeywords.VRRP_FIFO,
            FifoConfig.Topics.SERVERS, NotificationKeywords.SERVERS_FIFO);
    for (var topics : FifoConfig.Topics.values()) {
      var key = keys.get(topics);
      var fifo = key == null ? null : fields.find(key);
      if (key == null || fifo == null || !fifo.isComplete()) {
        continue;
      }
      var path = fifo.get(NotificationKeywords.FIFO_PATH);
      if (!paths.add(path)) {
        report.error(
            fields.spot(key),
            ValueType.quote(path) + " is the path of another FIFO too; give each its own path");
      }
      requireUser(fifo);
      fifos.add(
          new FifoConfig(
              topics,
              path,
              fifo.find(NotificationKeywords.FIFO_USER),
              fifo.find(NotificationKeywords.FIFO_GROUP),
              VrrpBinder.optional(fifo, NotificationKeywords.FIFO_COMMAND, report, host)));
    }
    return fifos;
  }

  private void requireUser(Fields fifo) {
    if (fifo.isGiven(NotificationKeywords.FIFO_GROUP)
        && !fifo.isGiven(NotificationKeywords.FIFO_USER)) {
      report.error(fifo.spot(NotificationKeywords.FIFO_GROUP), "a group without a user; add user");
    }
  }

  private @Nullable MailConfig mail(@Nullable Fields mail) {
    if (mail == null || !mail.isComplete()) {
      return null;
    }
    var username = mail.find(NotificationKeywords.USERNAME);
    var passwordFile = readable(mail, NotificationKeywords.PASSWORD_FILE);
    if ((username == null) != (passwordFile == null)) {
      report.error(mail.spot(), "username and password-file belong together; add the other");
    }
    var security = mail.get(NotificationKeywords.SECURITY);
    if (username != null && security.equals(Security.NONE)) {
      report.warning(
          mail.spot(NotificationKeywords.USERNAME),
          "the password is sent over the network without encryption; set security");
    }
    var port = mail.find(NotificationKeywords.PORT);
    var from = mail.find(NotificationKeywords.FROM);
    var helo = mail.find(NotificationKeywords.HELO);
    var to = new ArrayList<String>();
    mail.list(NotificationKeywords.TO).forEach(entry -> to.add(entry.value()));
    return new MailConfig(
        mail.get(NotificationKeywords.SERVER),
        port == null ? port(security, username != null) : port.intValue(),
        security,
        username,
        passwordFile,
        from == null ? usualSender(host.name()) : from,
        to,
        helo == null ? host.name() : helo,
        mail.get(NotificationKeywords.MAIL_TIMEOUT),
        trust(mail),
        mail.get(NotificationKeywords.FAULTS),
        subjects(mail));
  }

  static int port(Security security, boolean submits) {
    return switch (security) {
      case TLS -> TLS_PORT;
      case NONE, STARTTLS -> submits ? SUBMISSION_PORT : PORT;
    };
  }

  static String usualSender(String hostName) {
    return "holdfast@" + hostName;
  }

  private static Set<Subject> subjects(Fields mail) {
    if (mail.find(NotificationKeywords.ON) == null) {
      return EnumSet.allOf(Subject.class);
    }
    var subjects = EnumSet.noneOf(Subject.class);
    mail.list(NotificationKeywords.ON).forEach(entry -> subjects.add(entry.value()));
    return subjects;
  }

  private List<WebhookConfig> webhooks(Fields fields) {
    var webhooks = new ArrayList<WebhookConfig>();
    for (var entry : fields.list(NotificationKeywords.WEBHOOKS)) {
      var hook = entry.value();
      var url = hook.isComplete() ? url(hook) : null;
      if (url != null) {
        var headers = new HashMap<String, String>();
        hook.map(NotificationKeywords.HOOK_HEADERS)
            .forEach((name, value) -> headers.put(name, value.value()));
        webhooks.add(
            new WebhookConfig(
                url,
                headers,
                readable(hook, NotificationKeywords.TOKEN_FILE),
                hook.get(NotificationKeywords.HOOK_TIMEOUT),
                hook.number(NotificationKeywords.ATTEMPTS),
                trust(hook)));
      }
    }
    return webhooks;
  }

  private @Nullable URI url(Fields hook) {
    var text = hook.get(NotificationKeywords.HOOK_URL);
    try {
      var url = new URI(text);
      boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (isHttp && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      report.error(
          hook.spot(NotificationKeywords.HOOK_URL),
          ValueType.quote(text) + " is not a URL: " + e.getReason());
      return null;
    }
    report.error(
        hook.spot(NotificationKeywords.HOOK_URL),
        ValueType.quote(text) + " (expected: a URL such as https://hooks.example.org/holdfast)");
    return null;
  }

  private TrustConfig trust(Fields fields) {
    boolean insecure = fields.get(NotificationKeywords.INSECURE);
    var ca = readable(fields, NotificationKeywords.CA);
    if (insecure && ca != null) {
      report.error(
          fields.spot(NotificationKeywords.CA),
          "insecure accepts any certificate; remove one of the two");
    }
    return new TrustConfig(ca, insecure);
  }

  private @Nullable String readable(Fields fields, Key<String> key) {
    var path = fields.find(key);
    var whyNot = path == null ? null : host.whyNotReadable(path);
    if (path != null && whyNot != null) {
      report.error(fields.spot(key), ValueType.quote(path) + " " + whyNot);
    }
    return path;
  }
}
