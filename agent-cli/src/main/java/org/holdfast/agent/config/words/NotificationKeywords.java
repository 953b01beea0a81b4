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

/** The keys of FIFOs, mail and webhooks, and of the agent's process. */
public final class NotificationKeywords {

  private static final TextType MAILBOX = TextType.upTo(320, "a mail address");

  public static final Key<String> FIFO_PATH =
      Key.required(
          "path",
          PathType.INSTANCE,
          "where the FIFO is; the agent creates it if it does not exist");
  public static final Key<String> FIFO_USER =
      Key.derived(
          "user",
          TextType.SYSTEM_NAME,
          "the agent's user",
          "the owner of a FIFO that the agent creates");
  public static final Key<String> FIFO_GROUP =
      Key.derived(
          "group",
          TextType.SYSTEM_NAME,
          "the user's group",
          "the group of a FIFO that the agent creates");
  public static final Key<NotifyCommand> FIFO_COMMAND =
      Key.optional(
          "command",
          NotifyCommandType.INSTANCE,
          "none: another program reads the FIFO",
          "a program that reads the FIFO: it runs as long as the agent runs, with the path as its"
              + " last argument");

  private static final Section FIFO_SECTION =
      Section.of(
              "fifo",
              "A named pipe that receives one line for each change, in keepalived's format.",
              FIFO_PATH,
              FIFO_USER,
              FIFO_GROUP,
              FIFO_COMMAND)
          .withShorthand(FIFO_PATH);
  public static final Key<Fields> FIFO = fifo("fifo", "a FIFO that receives all changes");
  public static final Key<Fields> VRRP_FIFO =
      fifo("vrrp-fifo", "a FIFO that receives the changes of instances and sync groups");
  public static final Key<Fields> SERVERS_FIFO =
      fifo("servers-fifo", "a FIFO that receives the changes of virtual servers and real servers");
  public static final Key<Boolean> PRIORITY_CHANGES =
      Key.standard(
          "priority-changes",
          BooleanType.INSTANCE,
          "false",
          "whether FIFOs receive changes of priority, for instances that do not set it");
  public static final Key<Boolean> STATES_ON_RELOAD =
      Key.standard(
          "states-on-reload",
          BooleanType.INSTANCE,
          "false",
          "whether FIFOs receive the states of all instances after a reload");
  public static final Key<Boolean> SERVERS_AT_START =
      Key.standard(
          "servers-at-start",
          BooleanType.INSTANCE,
          "false",
          "whether servers that are up from the start, or from the reload that adds them, are"
              + " reported to FIFOs and up commands as if they had just come up; no mail is sent"
              + " about them");

  public static final Key<Duration> COMMAND_LIMIT =
      Key.optional(
          "command-timeout",
          DurationType.from(Duration.ofMillis(100), Duration.ofDays(1)),
          "none: no limit",
          "how long a notify command may run before it is stopped");

  public static final Key<String> CA = HttpKeywords.CA;
  public static final Key<Boolean> INSECURE =
      Key.standard(
          "insecure", BooleanType.INSTANCE, "false", "whether any certificate is accepted");

  public static final Key<String> SERVER =
      Key.required("server", HttpKeywords.HOST_NAME, "the name or address of the mail relay");
  public static final Key<Long> PORT =
      Key.derived(
          "port",
          NumberType.from(1, 65_535),
          "25; 465 with tls, 587 with a username",
          "the port of the relay");
  public static final Key<Security> SECURITY =
      Key.standard(
          "security",
          ChoiceType.of("none", Security.NONE, "starttls", Security.STARTTLS)
              .or("tls", Security.TLS),
          "none",
          "none: no TLS; starttls: TLS by STARTTLS, without which no mail is sent; tls: TLS from"
              + " the first byte");
  public static final Key<String> USERNAME =
      Key.optional(
          "username", TextType.LINE, "none: no authentication", "our user name at the relay");
  public static final Key<String> PASSWORD_FILE =
      Key.optional(
          "password-file",
          PathType.INSTANCE,
          "none",
          "a file that holds the password; it is read for each mail");
  public static final Key<String> FROM =
      Key.derived("from", MAILBOX, "holdfast at the host's name", "the sender's address");
  public static final Key<List<Entry<String>>> TO =
      Key.required("to", ListType.ofSome(MAILBOX).orOne(), "the recipients' addresses");
  public static final Key<String> HELO =
      Key.derived(
          "helo", HttpKeywords.HOST_NAME, "the host's name", "the name that we give in EHLO");
  public static final Key<Duration> MAIL_TIMEOUT =
      Key.standard(
          "timeout",
          DurationType.from(Duration.ofMillis(100), Duration.ofMinutes(10)),
          "30s",
          "how long each step of the exchange with the relay may take");
  public static final Key<Boolean> FAULTS =
      Key.standard(
          "faults",
          BooleanType.INSTANCE,
          "true",
          "whether the FAULT state of instances and groups is mailed too");
  public static final Key<List<Entry<Subject>>> ON =
      Key.derived(
          "on",
          ListType.of(
                  ChoiceType.of("instances", Subject.INSTANCES, "groups", Subject.GROUPS)
                      .or("virtual-servers", Subject.VIRTUAL_SERVERS)
                      .or("servers", Subject.SERVERS))
              .orOne(),
          "all of them",
          "whose changes are mailed, for those that do not set mail themselves");
  public static final Key<Fields> MAIL =
      Key.optional(
          "mail",
          Section.of(
              "mail",
              "Mail through a relay. Changes within one second are sent in one mail.",
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
          "mail through a relay");

  public static final Key<String> HOOK_URL =
      Key.required("url", UrlType.INSTANCE, "the URL that each event is posted to, as JSON");
  public static final Key<Map<String, Entry<String>>> HOOK_HEADERS = HttpKeywords.HEADERS;
  public static final Key<String> TOKEN_FILE =
      Key.optional(
          "token-file",
          PathType.INSTANCE,
          "none",
          "a file that holds a bearer token for the header Authorization; it is read for each"
              + " request");
  public static final Key<Duration> HOOK_TIMEOUT =
      Key.standard(
          "timeout",
          DurationType.from(Duration.ofMillis(100), Duration.ofMinutes(1)),
          "5s",
          "how long a request may take");
  public static final Key<Long> ATTEMPTS =
      Key.standard(
          "attempts",
          NumberType.from(1, 100),
          "8",
          "how many times an event is tried before it is given up; the wait doubles after each"
              + " attempt, up to a minute");
  public static final Key<List<Entry<Fields>>> WEBHOOKS =
      Key.optional(
          "webhooks",
          ListType.of(
                  Section.of(
                          "webhook",
                          "A web server that receives events over HTTP.",
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
          "web servers that receive events over HTTP");

  public static final Key<Fields> NOTIFICATIONS =
      Key.optional(
          "notifications",
          Section.of(
              "notifications",
              "Where changes are reported, besides the commands of each instance and server.",
              FIFO,
              VRRP_FIFO,
              SERVERS_FIFO,
              PRIORITY_CHANGES,
              STATES_ON_RELOAD,
              SERVERS_AT_START,
              COMMAND_LIMIT,
              MAIL,
              WEBHOOKS),
          "none",
          "where changes are reported");

  public static final Key<String> PID_FILE =
      Key.optional(
          "pid-file",
          PathType.INSTANCE,
          "none",
          "a file that holds the agent's process id while the agent runs");
  public static final Key<String> NET_NAMESPACE =
      Key.derived(
          "net-namespace",
          TextType.SYSTEM_NAME,
          "the one in which the agent is started",
          "the name, below /run/netns, of the network namespace that the agent runs in");

  private NotificationKeywords() {}

  private static Key<Fields> fifo(String name, String meaning) {
    return Key.optional(name, FIFO_SECTION, "none", meaning);
  }
}
