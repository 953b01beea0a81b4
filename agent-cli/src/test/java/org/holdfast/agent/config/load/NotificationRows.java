package org.holdfast.agent.config.load;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.load.KeywordTableTest.Row;
import org.holdfast.agent.notify.FifoConfig;
import org.holdfast.agent.notify.MailConfig;
import org.holdfast.agent.notify.MailConfig.Security;
import org.holdfast.agent.notify.NotificationsConfig;
import org.holdfast.agent.notify.Transition;
import org.holdfast.agent.notify.TrustConfig;
import org.holdfast.agent.notify.WebhookConfig;
import org.holdfast.vrrp.HookCommands;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/** The rows of the keywords for notifications and for the agent's process. */
final class NotificationRows {

  private static final String INSTANCE = "interface: eth0, virtual-router-id: 51";
  private static final String MAIL = "server: mx, to: [ops@example.org]";
  private static final URI URL = URI.create("https://hooks.example.org/h");

  private NotificationRows() {}

  static List<Row> all() {
    var rows = new ArrayList<Row>();
    rows.add(
        new Row(
            "pid-file",
            of(""),
            null,
            "pid-file: /run/h.pid\n" + of(""),
            "/run/h.pid",
            c -> c.process().pidFile()));
    rows.add(
        new Row(
            "net-namespace",
            of(""),
            null,
            "net-namespace: red\n" + of(""),
            "red",
            c -> c.process().netNamespace()));
    rows.add(
        new Row(
            "ipvs.net-namespace",
            of(""),
            null,
            "ipvs: {net-namespace: red}\n" + of(""),
            "red",
            c -> c.process().ipvsNamespace()));
    fifos(rows);
    instances(rows);
    mail(rows);
    webhooks(rows);
    return rows;
  }

  private static void fifos(List<Row> rows) {
    rows.add(
        new Row(
            "notifications",
            of(""),
            NotificationsConfig.NONE,
            notifying("fifo: /run/f"),
            fifo(FifoConfig.Topics.ALL),
            c -> c.notifications().fifos().isEmpty() ? c.notifications() : fifoOf(c)));
    rows.add(
        general("fifo", List.of(), "/run/f", List.of(fifo(FifoConfig.Topics.ALL)), n -> n.fifos()));
    rows.add(
        general(
            "vrrp-fifo",
            List.of(),
            "{path: /run/f}",
            List.of(fifo(FifoConfig.Topics.VRRP)),
            n -> n.fifos()));
    rows.add(
        general(
            "servers-fifo",
            List.of(),
            "/run/f",
            List.of(fifo(FifoConfig.Topics.SERVERS)),
            n -> n.fifos()));
    rows.add(
        new Row(
            "notifications.fifo.path",
            null,
            null,
            notifying("fifo: {path: /run/g}"),
            "/run/g",
            c -> fifoOf(c).path()));
    rows.add(ofFifo("user", ", user: nobody", "nobody", FifoConfig::user));
    rows.add(ofFifo("group", ", user: nobody, group: staff", "staff", FifoConfig::group));
    rows.add(
        ofFifo(
            "command",
            ", command: /bin/r a",
            NotifyCommand.of("/bin/r", "a"),
            FifoConfig::command));
    rows.add(general("priority-changes", false, "true", true, n -> n.priorityChanges()));
    rows.add(
        general("command-timeout", null, "30s", Duration.ofSeconds(30), n -> n.commandLimit()));
    rows.add(general("states-on-reload", false, "true", true, n -> n.statesOnReload()));
    rows.add(general("servers-at-start", false, "true", true, n -> n.serversAtStart()));
  }

  private static Row ofFifo(
      String key, String with, Object given, Function<FifoConfig, @Nullable Object> read) {
    return new Row(
        "notifications.fifo." + key,
        notifying("fifo: {path: /run/f}"),
        null,
        notifying("fifo: {path: /run/f" + with + "}"),
        given,
        c -> read.apply(fifoOf(c)));
  }

  private static void instances(List<Row> rows) {
    rows.add(
        new Row(
            "vrrp.instances.*.notify.priority-changes",
            notifying("priority-changes: true"),
            true,
            notifying("priority-changes: true", ", notify: {priority-changes: false}"),
            false,
            c -> c.reportsPriorityChanges("VI")));
    rows.add(
        new Row(
            "vrrp.sync-groups.*.notify.priority-changes",
            notifying("priority-changes: false"),
            false,
            "notifications: {}\nvrrp: {instances: {VI: {"
                + INSTANCE
                + ", notify: {priority-changes: false}}},"
                + " sync-groups: {VG: {instances: [VI], notify: {priority-changes: true}}}}\n",
            true,
            c -> c.reportsPriorityChanges("VI")));
    rows.add(
        new Row(
            "vrrp.instances.*.notify.mail",
            notifying("mail: {" + MAIL + "}"),
            true,
            notifying("mail: {" + MAIL + "}", ", notify: {mail: false}"),
            false,
            c -> c.isMailed(Transition.Kind.INSTANCE, "VI")));
    rows.add(hooks("", HookCommands.NONE, "{after-release: /bin/a}", c -> hooksOf(c)));
    rows.add(
        new Row(
            "vrrp.instances.*.hooks.before-master",
            null,
            null,
            of(", hooks: {before-master: /bin/b}"),
            NotifyCommand.of("/bin/b"),
            c -> requireNonNull(hooksOf(c).beforeMaster()).command()));
    rows.add(
        new Row(
            "vrrp.instances.*.hooks.before-master-limit",
            of(", hooks: {before-master: /bin/b}"),
            Duration.ofMillis(500),
            of(", hooks: {before-master: /bin/b, before-master-limit: 2s}"),
            Duration.ofSeconds(2),
            c -> requireNonNull(hooksOf(c).beforeMaster()).limit()));
    rows.add(
        new Row(
            "vrrp.instances.*.hooks.after-master",
            null,
            null,
            of(", hooks: {after-master: /bin/a}"),
            NotifyCommand.of("/bin/a"),
            c -> hooksOf(c).afterMaster()));
    rows.add(
        new Row(
            "vrrp.instances.*.hooks.before-release",
            null,
            null,
            of(", hooks: {before-release: /bin/b}"),
            NotifyCommand.of("/bin/b"),
            c -> requireNonNull(hooksOf(c).beforeRelease()).command()));
    rows.add(
        new Row(
            "vrrp.instances.*.hooks.before-release-limit",
            of(", hooks: {before-release: /bin/b}"),
            Duration.ofMillis(500),
            of(", hooks: {before-release: /bin/b, before-release-limit: 2s}"),
            Duration.ofSeconds(2),
            c -> requireNonNull(hooksOf(c).beforeRelease()).limit()));
    rows.add(
        new Row(
            "vrrp.instances.*.hooks.after-release",
            null,
            null,
            of(", hooks: {after-release: /bin/a}"),
            NotifyCommand.of("/bin/a"),
            c -> hooksOf(c).afterRelease()));
    rows.add(server("virtual-servers.*.notify.mail", "", ", notify: {mail: false}", false));
    rows.add(
        server("virtual-servers.*.real-servers.notify.mail", ", notify: {mail: false}", "", true));
  }

  private static Row hooks(
      String key, Object standard, String text, Function<AgentConfig, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*.hooks" + key,
        of(""),
        standard,
        of(", hooks: " + text),
        new HookCommands(null, null, null, NotifyCommand.of("/bin/a")),
        read);
  }

  private static Row server(String path, String real, String virtual, boolean isReal) {
    var servers =
        "virtual-servers: {web: {address: 10.0.0.9:80, real-servers: [{address:"
            + " 10.0.0.1:80%s}]%s}}\n";
    var mail = "notifications: {mail: {" + MAIL + "}}\n";
    return new Row(
        path,
        mail + String.format(servers, "", ""),
        true,
        mail + String.format(servers, real, virtual),
        false,
        c -> isReal ? isServerMailed(c) : isPoolMailed(c));
  }

  private static boolean isServerMailed(AgentConfig config) {
    var server = config.virtualServers().getFirst().realServers().getFirst();
    return config.notifications().isMailed(MailConfig.Subject.SERVERS, server.mailed());
  }

  private static boolean isPoolMailed(AgentConfig config) {
    var notifications = config.virtualServers().getFirst().notifications();
    return config
        .notifications()
        .isMailed(MailConfig.Subject.VIRTUAL_SERVERS, notifications.mailed());
  }

  private static void mail(List<Row> rows) {
    rows.add(general("mail", false, "{" + MAIL + "}", true, n -> n.mail() != null));
    rows.add(mail("server", null, "", "mx", MailConfig::server));
    rows.add(mail("to", null, "", List.of("ops@example.org"), MailConfig::to));
    rows.add(mail("port", 25, ", port: 2525", 2525, MailConfig::port));
    rows.add(
        mail("security", Security.NONE, ", security: tls", Security.TLS, MailConfig::security));
    rows.add(
        mail(
            "ca",
            TrustConfig.STANDARD,
            ", ca: /etc/ca.pem",
            new TrustConfig("/etc/ca.pem", false),
            MailConfig::trust));
    rows.add(
        mail(
            "insecure",
            TrustConfig.STANDARD,
            ", insecure: true",
            new TrustConfig(null, true),
            MailConfig::trust));
    var account = ", security: starttls, username: u, password-file: /etc/p";
    rows.add(mail("username", null, account, "u", MailConfig::username));
    rows.add(mail("password-file", null, account, "/etc/p", MailConfig::passwordFile));
    rows.add(mail("from", "holdfast@director", ", from: a@b", "a@b", MailConfig::from));
    rows.add(mail("helo", "director", ", helo: lvs1", "lvs1", MailConfig::helo));
    rows.add(
        mail(
            "timeout",
            Duration.ofSeconds(30),
            ", timeout: 1s",
            Duration.ofSeconds(1),
            MailConfig::timeout));
    rows.add(mail("faults", true, ", faults: false", false, MailConfig::faults));
    rows.add(
        mail(
            "on",
            EnumSet.allOf(MailConfig.Subject.class),
            ", on: [servers]",
            Set.of(MailConfig.Subject.SERVERS),
            MailConfig::subjects));
  }

  private static Row mail(
      String key,
      @Nullable Object standard,
      String with,
      Object given,
      Function<MailConfig, @Nullable Object> read) {
    return new Row(
        "notifications.mail." + key,
        with.isEmpty() ? null : notifying("mail: {" + MAIL + "}"),
        standard,
        notifying("mail: {" + MAIL + with + "}"),
        given,
        c -> read.apply(mailOf(c)));
  }

  private static void webhooks(List<Row> rows) {
    rows.add(general("webhooks", 0, URL.toString(), 1, n -> n.webhooks().size()));
    rows.add(webhook("url", null, "", URL, WebhookConfig::url));
    rows.add(
        webhook(
            "headers",
            Map.of(),
            ", headers: {X-A: b}",
            Map.of("X-A", "b"),
            WebhookConfig::headers));
    rows.add(webhook("token-file", null, ", token-file: /etc/t", "/etc/t", w -> w.tokenFile()));
    rows.add(
        webhook(
            "timeout",
            Duration.ofSeconds(5),
            ", timeout: 1s",
            Duration.ofSeconds(1),
            WebhookConfig::timeout));
    rows.add(webhook("attempts", 8, ", attempts: 2", 2, WebhookConfig::attempts));
    rows.add(
        webhook(
            "ca",
            TrustConfig.STANDARD,
            ", ca: /etc/ca.pem",
            new TrustConfig("/etc/ca.pem", false),
            WebhookConfig::trust));
    rows.add(
        webhook(
            "insecure",
            TrustConfig.STANDARD,
            ", insecure: true",
            new TrustConfig(null, true),
            WebhookConfig::trust));
  }

  private static Row webhook(
      String key,
      @Nullable Object standard,
      String with,
      Object given,
      Function<WebhookConfig, @Nullable Object> read) {
    return new Row(
        "notifications.webhooks." + key,
        with.isEmpty() ? null : notifying("webhooks: {url: \"" + URL + "\"}"),
        standard,
        notifying("webhooks: {url: \"" + URL + "\"" + with + "}"),
        given,
        c -> read.apply(c.notifications().webhooks().get(0)));
  }

  private static Row general(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<NotificationsConfig, @Nullable Object> read) {
    return new Row(
        "notifications." + key,
        of(""),
        standard,
        notifying(key + ": " + text),
        given,
        c -> read.apply(c.notifications()));
  }

  private static FifoConfig fifo(FifoConfig.Topics topics) {
    return new FifoConfig(topics, "/run/f", null, null, null);
  }

  private static FifoConfig fifoOf(AgentConfig config) {
    return config.notifications().fifos().get(0);
  }

  private static MailConfig mailOf(AgentConfig config) {
    return requireNonNull(config.notifications().mail());
  }

  private static HookCommands hooksOf(AgentConfig config) {
    return config.vrrp().instances().getFirst().hooks();
  }

  private static String notifying(String notifications) {
    return notifying(notifications, "");
  }

  private static String notifying(String notifications, String instance) {
    return "notifications: {" + notifications + "}\n" + of(instance);
  }

  private static String of(String instance) {
    return "vrrp: {instances: {VI: {" + INSTANCE + instance + "}}}\n";
  }
}
