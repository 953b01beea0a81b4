package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.PathType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.agent.config.table.UrlType;
import org.holdfast.agent.notify.MailConfig.Security;
import org.holdfast.agent.notify.MailConfig.Subject;
import org.holdfast.vrrp.NotifyCommand;

/** The table's part for those who are told of everything, and for what a daemon is expected of. */
public final class NotificationKeywords {

  private static final TextType MAILBOX = TextType.upTo(320, "a mail address");

  public static final Key<String> FIFO_PATH =
      Key.required("path", PathType.INSTANCE, "where it is; made when nothing is there");
  public static final Key<String> FIFO_USER =
      Key.optional(
          "user", TextType.SYSTEM_NAME, "the agent's", "whom it belongs to when it is made");
  public static final Key<String> FIFO_GROUP =
      Key.optional("group", TextType.SYSTEM_NAME, "the user's", "the group when it is made");
  public static final Key<NotifyCommand> FIFO_COMMAND =
      Key.optional(
          "command",
          NotifyCommandType.INSTANCE,
          "none: somebody else reads it",
          "run as long as the agent runs, with the path appended: it reads the FIFO");

  private static final Section FIFO_SECTION =
      Section.of(
              "fifo",
              "A named pipe that is told of what happens in keepalived's lines.",
              FIFO_PATH,
              FIFO_USER,
              FIFO_GROUP,
              FIFO_COMMAND)
          .withShorthand(FIFO_PATH);
  public static final Key<Fields> FIFO = fifo("fifo", "told of everything");
  public static final Key<Fields> VRRP_FIFO = fifo("vrrp-fifo", "told of instances and groups");
  public static final Key<Fields> SERVERS_FIFO =
      fifo("servers-fifo", "told of virtual servers and real servers");
  public static final Key<Boolean> PRIORITY_CHANGES =
      Key.standard(
          "priority-changes",
          BooleanType.INSTANCE,
          "false",
          "whether FIFOs are told of changes of priority, where an instance does not say");
  public static final Key<Boolean> STATES_ON_RELOAD =
      Key.standard(
          "states-on-reload",
          BooleanType.INSTANCE,
          "false",
          "whether FIFOs are told how all instances stand after a reload");

  public static final Key<Duration> COMMAND_LIMIT =
      Key.optional(
          "command-timeout",
          DurationType.from(Duration.ofMillis(100), Duration.ofDays(1)),
          "none: as long as it takes",
          "how long a notify command may run before it is stopped");

  public static final Key<String> CA = HttpKeywords.CA;
  public static final Key<Boolean> INSECURE =
      Key.standard("insecure", BooleanType.INSTANCE, "false", "whether any certificate will do");

  public static final Key<String> SERVER =
      Key.required("server", HttpKeywords.HOST_NAME, "the relay, by name or address");
  public static final Key<Long> PORT =
      Key.optional(
          "port",
          NumberType.from(1, 65_535),
          "25; 465 with tls, 587 with a username",
          "where it listens");
  public static final Key<Security> SECURITY =
      Key.standard(
          "security",
          ChoiceType.of("none", Security.NONE, "starttls", Security.STARTTLS)
              .or("tls", Security.TLS),
          "none",
          "plain, plain and then TLS or nothing, or TLS from the first byte");
  public static final Key<String> USERNAME =
      Key.optional("username", TextType.LINE, "none: no AUTH", "who we are for the relay");
  public static final Key<String> PASSWORD_FILE =
      Key.optional(
          "password-file", PathType.INSTANCE, "none", "holds the password; read for each mail");
  public static final Key<String> FROM =
      Key.optional("from", MAILBOX, "holdfast at the host's name", "who writes");
  public static final Key<List<Entry<String>>> TO =
      Key.required("to", ListType.ofSome(MAILBOX).orOne(), "who reads");
  public static final Key<String> HELO =
      Key.optional("helo", HttpKeywords.HOST_NAME, "the host's name", "how we greet");
  public static final Key<Duration> MAIL_TIMEOUT =
      Key.standard(
          "timeout",
          DurationType.from(Duration.ofMillis(100), Duration.ofMinutes(10)),
          "30s",
          "of each step of the exchange");
  public static final Key<Boolean> FAULTS =
      Key.standard(
          "faults",
          BooleanType.INSTANCE,
          "true",
          "whether instances and groups in FAULT are mailed too");
  public static final Key<List<Entry<Subject>>> ON =
      Key.optional(
          "on",
          ListType.of(
                  ChoiceType.of("instances", Subject.INSTANCES, "groups", Subject.GROUPS)
                      .or("virtual-servers", Subject.VIRTUAL_SERVERS)
                      .or("servers", Subject.SERVERS))
              .orOne(),
          "all of them",
          "whose turns are mailed where they do not say themselves");
  public static final Key<Fields> MAIL =
      Key.optional(
          "mail",
          Section.of(
              "mail",
              "Mail by a relay. What comes within a second goes in one mail.",
              SERVER,
              PORT,
              SECURITY,
              CA,
              INSECURE,
              USERNAME,
              PASSWORD_FILE,
              FROM,
              TO,
              HELO,
              MAIL_TIMEOUT,
              FAULTS,
              ON),
          "none",
          "mail by a relay");

  public static final Key<String> HOOK_URL =
      Key.required("url", UrlType.INSTANCE, "where events are posted, each as JSON");
  public static final Key<Map<String, Entry<String>>> HOOK_HEADERS = HttpKeywords.HEADERS;
  public static final Key<String> TOKEN_FILE =
      Key.optional(
          "token-file",
          PathType.INSTANCE,
          "none",
          "holds a bearer token for the header Authorization; read for each request");
  public static final Key<Duration> HOOK_TIMEOUT =
      Key.standard(
          "timeout",
          DurationType.from(Duration.ofMillis(100), Duration.ofMinutes(1)),
          "5s",
          "of a request");
  public static final Key<Long> ATTEMPTS =
      Key.standard(
          "attempts",
          NumberType.from(1, 100),
          "8",
          "after which an event is given up; each waits twice as long as the one before, up to a"
              + " minute");
  public static final Key<List<Entry<Fields>>> WEBHOOKS =
      Key.optional(
          "webhooks",
          ListType.of(
                  Section.of(
                          "webhook",
                          "Somebody who is told of events by HTTP.",
                          HOOK_URL,
                          HOOK_HEADERS,
                          TOKEN_FILE,
                          HOOK_TIMEOUT,
                          ATTEMPTS,
                          CA,
                          INSECURE)
                      .withShorthand(HOOK_URL))
              .orOne(),
          "none",
          "who is told of events by HTTP");

  public static final Key<Fields> NOTIFICATIONS =
      Key.optional(
          "notifications",
          Section.of(
              "notifications",
              "Who is told of what happens, beside the commands of each instance and server.",
              FIFO,
              VRRP_FIFO,
              SERVERS_FIFO,
              PRIORITY_CHANGES,
              STATES_ON_RELOAD,
              COMMAND_LIMIT,
              MAIL,
              WEBHOOKS),
          "nobody",
          "who is told of what happens");

  public static final Key<String> PID_FILE =
      Key.optional(
          "pid-file", PathType.INSTANCE, "none", "holds the agent's process id while it runs");
  public static final Key<String> NET_NAMESPACE =
      Key.optional(
          "net-namespace",
          TextType.SYSTEM_NAME,
          "that in which it is started",
          "the network namespace that the agent runs in, by its name below /run/netns");

  private NotificationKeywords() {}

  private static Key<Fields> fifo(String name, String meaning) {
    return Key.optional(name, FIFO_SECTION, "none", meaning);
  }
}
