package org.holdfast.agent.config.words;

import java.util.List;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.CommandType;
import org.holdfast.agent.config.table.DomainNameType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.HexType;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;

/** The keys of all kinds of checks except HTTP and HTTPS. */
public final class ProbeKeywords {

  public static final Section TCP =
      Section.of("tcp check", "A connection is accepted.", TargetKeywords.after())
          .withShorthand(TargetKeywords.PORT)
          .orNothing();

  public static final Key<String> HELO_NAME =
      Key.derived(
          "helo-name",
          HttpKeywords.HOST_NAME,
          "the host's name",
          "the name that we give in EHLO or HELO");
  public static final Key<Fields> STARTTLS =
      Key.derived(
          "starttls",
          HttpKeywords.TLS_SECTION,
          "no TLS",
          "whether the check must start TLS by STARTTLS, and how");
  public static final Section SMTP =
      Section.of(
              "smtp check",
              "A mail server sends its greeting and answers ours.",
              TargetKeywords.after(HELO_NAME, STARTTLS))
          .withShorthand(TargetKeywords.PORT)
          .orNothing();

  public static final Key<String> QUESTION =
      Key.standard("name", DomainNameType.INSTANCE, ".", "the name that the query is about");
  public static final Key<String> RECORD_TYPE =
      Key.standard(
          "type",
          words(
              "SOA", "A", "AAAA", "NS", "CNAME", "MX", "TXT", "PTR", "SRV", "CAA", "DS", "DNSKEY",
              "RRSIG"),
          "SOA",
          "the type of the records that the query asks for");
  public static final Key<String> RCODE =
      Key.standard(
          "rcode",
          words("NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED", "NOTIMP", "FORMERR", "NOTAUTH"),
          "NOERROR",
          "the response code that counts as success");
  public static final Key<String> ANSWER =
      Key.derived(
          "answer",
          TextType.LINE,
          "anything",
          "the data that one record of the answer must have, as in a zone file: 10"
              + " mail.example.org.");
  public static final Section DNS =
      Section.of(
              "dns check",
              "A name server answers.",
              TargetKeywords.after(QUESTION, RECORD_TYPE, RCODE, ANSWER))
          .withShorthand(QUESTION)
          .orNothing();

  public static final Key<String> PAYLOAD =
      Key.derived("payload", HexType.BYTES, "an empty datagram", "what the datagram contains");
  public static final Key<String> REPLY =
      Key.optional(
          "reply",
          HexType.PATTERN,
          "none: no answer is a success too",
          "what the answer must begin with; any: every answer is good");
  public static final Key<Long> LEAST_REPLY =
      Key.standard(
          "min-reply-length",
          NumberType.from(0, 65_535),
          "0",
          "the least length of an answer in bytes; only with reply");
  public static final Key<Long> MOST_REPLY =
      Key.standard(
          "max-reply-length",
          NumberType.from(0, 65_535),
          "255",
          "the greatest length of an answer in bytes; only with reply");
  public static final Section UDP =
      Section.of(
              "udp check",
              "A datagram is not refused by ICMP, or is answered.",
              TargetKeywords.after(PAYLOAD, REPLY, LEAST_REPLY, MOST_REPLY))
          .withShorthand(TargetKeywords.PORT)
          .orNothing();

  public static final Section PING =
      Section.of("ping check", "An echo request is answered.", TargetKeywords.withoutPorts())
          .withShorthand(TargetKeywords.ADDRESS)
          .orNothing();

  public static final Key<String> SEND =
      Key.optional(
          "send",
          TextType.LINES.secret(),
          "nothing",
          "what the check sends first, such as \"state\\n\"");
  public static final Section AGENT =
      Section.of(
              "agent check",
              "The server reports its own state in the words of HAProxy's agent check: up 75%,"
                  + " drain, down.",
              TargetKeywords.after(SEND))
          .withShorthand(TargetKeywords.PORT);

  public static final Key<String> USER =
      Key.derived(
          "user", TextType.SYSTEM_NAME, "the agent's user", "the user that the program runs as");
  public static final Key<String> GROUP =
      Key.derived(
          "group", TextType.SYSTEM_NAME, "the user's group", "the group that the program runs as");
  public static final Key<Boolean> DYNAMIC =
      Key.standard(
          "dynamic",
          BooleanType.INSTANCE,
          "false",
          "whether an exit status of 2 or more sets the server's weight to the status minus 2");
  public static final Key<List<String>> COMMAND =
      Key.required(
          "command", CommandType.INSTANCE, "the program to run; exit status 0 means success");
  public static final Section SCRIPT =
      Section.of(
          "script check",
          "A program succeeds. Script security is always on: only root and the user that the"
              + " program runs as may be able to change the program.",
          COMMAND,
          USER,
          GROUP,
          DYNAMIC);

  public static final Key<String> TRACK_FILE =
      Key.required("name", TextType.NAME, "the name of one of vrrp.track-files");
  public static final Key<Long> FILE_WEIGHT =
      Key.derived(
          "weight",
          NumberType.from(-2_147_483_647, 2_147_483_647),
          "the file's weight",
          "this times the file's number is added to the server's weight; 0: the server is up only"
              + " while the number is 0");
  public static final Key<Boolean> FILE_REVERSE =
      Key.derived(
          "reverse",
          BooleanType.INSTANCE,
          "the file's reverse",
          "whether the sign of the weight is reversed");
  public static final Section FILE =
      Section.of(
              "file check",
              "A number in a file changes the server's weight.",
              TRACK_FILE,
              FILE_WEIGHT,
              FILE_REVERSE)
          .withShorthand(TRACK_FILE);

  public static final Key<String> SESSION =
      Key.required("session", TextType.NAME, "the name of one of bfd.sessions");
  public static final Section BFD =
      Section.of("bfd check", "A BFD session is up.", SESSION).withShorthand(SESSION);

  private ProbeKeywords() {}

  private static ChoiceType<String> words(String first, String second, String... others) {
    var choice = ChoiceType.of(first, first, second, second);
    for (var word : List.of(others)) {
      choice = choice.or(word, word);
    }
    return choice;
  }
}
