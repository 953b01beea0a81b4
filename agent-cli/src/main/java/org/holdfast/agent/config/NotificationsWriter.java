package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import org.holdfast.agent.config.NotificationKeywords.Subject;
import org.holdfast.agent.notify.FifoConfig;
import org.holdfast.agent.notify.MailConfig;
import org.holdfast.agent.notify.TrustConfig;
import org.holdfast.agent.notify.WebhookConfig;

/** Writes those who are told of what happens, as {@link NotificationsBinder} reads them. */
final class NotificationsWriter {

  private final Form form;
  private final String hostName;
  private final Audience audience;

  NotificationsWriter(Form form, String hostName, Audience audience) {
    this.form = form;
    this.hostName = hostName;
    this.audience = audience;
  }

  Draft write(AgentConfig config) {
    var notifications = config.notifications();
    var draft =
        Draft.under(NotificationKeywords.NOTIFICATIONS, form)
            .put(NotificationKeywords.PRIORITY_CHANGES, audience.allPriorities())
            .put(NotificationKeywords.STATES_ON_RELOAD, notifications.statesOnReload())
            .put(NotificationKeywords.COMMAND_LIMIT, notifications.commandLimit());
    for (var fifo : notifications.fifos()) {
      draft.section(key(fifo.topics()), fifo(fifo));
    }
    if (notifications.mail() != null) {
      draft.section(NotificationKeywords.MAIL, mail(notifications.mail()));
    }
    var webhooks = new ArrayList<Draft>();
    notifications.webhooks().forEach(webhook -> webhooks.add(webhook(webhook)));
    return draft.sections(NotificationKeywords.WEBHOOKS, webhooks);
  }

  private static Key<Fields> key(FifoConfig.Topics topics) {
    return switch (topics) {
      case ALL -> NotificationKeywords.FIFO;
      case VRRP -> NotificationKeywords.VRRP_FIFO;
      case SERVERS -> NotificationKeywords.SERVERS_FIFO;
    };
  }

  private Draft fifo(FifoConfig fifo) {
    return Draft.under(NotificationKeywords.FIFO, form)
        .put(NotificationKeywords.FIFO_PATH, fifo.path())
        .put(NotificationKeywords.FIFO_USER, fifo.user())
        .put(NotificationKeywords.FIFO_GROUP, fifo.group())
        .put(NotificationKeywords.FIFO_COMMAND, fifo.command());
  }

  private Draft mail(MailConfig mail) {
    int port = NotificationsBinder.port(mail.security(), mail.username() != null);
    var draft =
        Draft.under(NotificationKeywords.MAIL, form)
            .put(NotificationKeywords.SERVER, mail.server())
            .put(NotificationKeywords.PORT, mail.port(), port)
            .put(NotificationKeywords.SECURITY, mail.security())
            .put(NotificationKeywords.USERNAME, mail.username())
            .put(NotificationKeywords.PASSWORD_FILE, mail.passwordFile())
            .put(NotificationKeywords.FROM, mail.from(), NotificationsBinder.usualSender(hostName))
            .list(NotificationKeywords.TO, mail.to())
            .put(NotificationKeywords.HELO, mail.helo(), hostName)
            .put(NotificationKeywords.MAIL_TIMEOUT, mail.timeout())
            .put(NotificationKeywords.FAULTS, mail.faults());
    List<Subject> subjects = audience.general();
    if (form.defaults() || !subjects.containsAll(EnumSet.allOf(Subject.class))) {
      draft.listEvenEmpty(NotificationKeywords.ON, subjects);
    }
    return trusting(draft, mail.trust());
  }

  private Draft webhook(WebhookConfig webhook) {
    var draft =
        Draft.under(NotificationKeywords.WEBHOOKS, form)
            .put(NotificationKeywords.HOOK_URL, webhook.url().toString())
            .texts(NotificationKeywords.HOOK_HEADERS, new TreeMap<>(webhook.headers()))
            .put(NotificationKeywords.TOKEN_FILE, webhook.tokenFile())
            .put(NotificationKeywords.HOOK_TIMEOUT, webhook.timeout())
            .put(NotificationKeywords.ATTEMPTS, webhook.attempts());
    return trusting(draft, webhook.trust());
  }

  private static Draft trusting(Draft draft, TrustConfig trust) {
    return draft
        .put(NotificationKeywords.CA, trust.ca())
        .put(NotificationKeywords.INSECURE, trust.insecure());
  }
}
