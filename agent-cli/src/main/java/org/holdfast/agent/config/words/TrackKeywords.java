package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.CommandType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.PathType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.health.TrackProcessConfig.Match;
import org.holdfast.vrrp.TrackKind;

/** The table's part for what can be tracked, and for tracking it. */
public final class TrackKeywords {

  private static final NumberType WEIGHT = NumberType.from(-253, 253);
  private static final NumberType WIDE_WEIGHT = NumberType.from(-254, 254);

  // Tracking: by an instance, or by a sync group for its members.

  public static final Key<String> INTERFACE =
      Key.required("interface", TextType.INTERFACE, "well while it is up and running");
  public static final Key<Long> INTERFACE_WEIGHT =
      Key.standard(
          "weight",
          WEIGHT,
          "0",
          "0: a failure is a fault; above: added while well; below: taken off while not well");
  public static final Key<Boolean> INTERFACE_REVERSE =
      Key.standard("reverse", BooleanType.INSTANCE, "false", "swaps well and not well");
  public static final Key<List<Entry<Fields>>> INTERFACES =
      Key.optional(
          "interfaces",
          ListType.of(
              Section.of(
                      "tracked interface",
                      "A link that an instance watches.",
                      INTERFACE,
                      INTERFACE_WEIGHT,
                      INTERFACE_REVERSE)
                  .withShorthand(INTERFACE)),
          "none",
          "the links that it watches");

  /**
   * What is tracked by name: the list, and the keys of an item.
   *
   * @param where such things are defined, for messages: {@code vrrp.scripts}
   */
  public record Tracked(
      TrackKind kind,
      String where,
      Key<List<Entry<Fields>>> list,
      Key<String> name,
      Key<Long> weight,
      Key<Boolean> reverse) {}

  public static final Tracked SCRIPTS =
      tracked(
          TrackKind.SCRIPT,
          "scripts",
          "vrrp.scripts",
          Key.required("script", TextType.NAME, "the name of one of vrrp.scripts"),
          Key.optional("weight", WEIGHT, "the script's", "as of an interface"),
          "the script's",
          "the scripts that it watches");
  public static final Tracked FILES =
      tracked(
          TrackKind.FILE,
          "files",
          "vrrp.track-files",
          Key.required("file", TextType.NAME, "the name of one of vrrp.track-files"),
          Key.optional(
              "weight",
              WIDE_WEIGHT,
              "the file's",
              "times the file's number moves the priority, and is a fault at -254; 0: any number"
                  + " but 0 is a fault"),
          "the file's",
          "the files whose numbers it watches");
  public static final Tracked PROCESSES =
      tracked(
          TrackKind.PROCESS,
          "processes",
          "vrrp.track-processes",
          Key.required("process", TextType.NAME, "the name of one of vrrp.track-processes"),
          Key.optional("weight", WIDE_WEIGHT, "the process's", "as of an interface"),
          "the process's",
          "the processes that it watches");
  public static final Tracked BFD =
      tracked(
          TrackKind.BFD,
          "bfd",
          "bfd.sessions",
          Key.required("session", TextType.NAME, "the name of one of bfd.sessions"),
          Key.standard("weight", WEIGHT, "0", "as of an interface"),
          "",
          "the BFD sessions that it watches: well while up");
  public static final Tracked VIRTUAL_SERVERS =
      tracked(
          TrackKind.VIRTUAL_SERVER,
          "virtual-servers",
          "virtual-servers",
          Key.required("virtual-server", TextType.NAME, "the name of one of virtual-servers"),
          Key.standard("weight", WEIGHT, "0", "as of an interface"),
          "",
          "the virtual servers that it watches: well while they have their quorum");

  /** All of them, in the order of the table. */
  public static final List<Tracked> BY_NAME =
      List.of(SCRIPTS, FILES, PROCESSES, BFD, VIRTUAL_SERVERS);

  /**
   * @param otherwise whose {@code reverse} holds; empty for none's
   */
  private static Tracked tracked(
      TrackKind kind,
      String list,
      String where,
      Key<String> name,
      Key<Long> weight,
      String otherwise,
      String meaning) {
    var swaps =
        kind == TrackKind.FILE ? "turns the weight's sign round" : "swaps well and not well";
    var reverse =
        otherwise.isEmpty()
            ? Key.standard("reverse", BooleanType.INSTANCE, "false", swaps)
            : Key.optional("reverse", BooleanType.INSTANCE, otherwise, swaps);
    var noun = kind == TrackKind.BFD ? "BFD session" : kind.word();
    var section =
        Section.of(
                "tracked " + noun,
                "A " + noun + " that an instance watches.",
                name,
                weight,
                reverse)
            .withShorthand(name);
    var key = Key.optional(list, ListType.of(section), "none", meaning);
    return new Tracked(kind, where, key, name, weight, reverse);
  }

  public static final Key<Fields> GROUP_TRACK =
      Key.optional(
          "track",
          Section.of(
                  "group track",
                  "What moves the priority of each member, or makes a fault of all.",
                  INTERFACES,
                  SCRIPTS.list(),
                  FILES.list(),
                  PROCESSES.list(),
                  BFD.list(),
                  VIRTUAL_SERVERS.list())
              .plus(CheckTrackKeywords.keys()),
          "nothing",
          "what each member watches beside its own tracks");
  public static final Key<Boolean> TRACKING_WEIGHT =
      Key.standard(
          "tracking-weight",
          BooleanType.INSTANCE,
          "false",
          "whether the weights of what a member tracks itself count; else such a track is ignored,"
              + " but for a process, which counts, and an interface, whose loss is a fault. What"
              + " the group tracks moves the priorities of all members alike");

  // Files.

  public static final Key<String> PATH =
      Key.required("path", PathType.INSTANCE, "whose first line is a number, 0 if missing");
  public static final Key<Long> FILE_WEIGHT =
      Key.standard(
          "weight", WIDE_WEIGHT, "1", "times the number, for the instances that do not say");
  public static final Key<Boolean> FILE_REVERSE =
      Key.standard(
          "reverse",
          BooleanType.INSTANCE,
          "false",
          "turns the weight's sign round for the instances that do not say");
  public static final Key<Long> INIT_VALUE =
      Key.optional(
          "init-value",
          NumberType.from(Integer.MIN_VALUE, Integer.MAX_VALUE),
          "it is not made",
          "with which the file is made at the start if it is missing");
  public static final Key<Boolean> OVERWRITE =
      Key.standard(
          "overwrite", BooleanType.INSTANCE, "false", "whether init-value replaces what is there");
  public static final Key<Map<String, Entry<Fields>>> TRACK_FILES =
      Key.optional(
          "track-files",
          MapType.of(
              "track files",
              Section.of(
                  "track file",
                  "A file that holds a number. It is read when it has been written or replaced."
                      + " What is no number counts as 0 and is warned of.",
                  PATH,
                  FILE_WEIGHT,
                  FILE_REVERSE,
                  INIT_VALUE,
                  OVERWRITE)),
          "none",
          "the files whose numbers instances may track, by name");

  // Processes.

  public static final Key<List<String>> PROCESS_COMMAND =
      Key.required(
          "command",
          CommandType.PROCESS,
          "its name; or, with arguments, a slash or more than 15 characters, its command line");
  public static final Key<Match> MATCH =
      Key.optional(
          "match",
          ChoiceType.of("exact", Match.EXACT, "initial", Match.INITIAL)
              .or("partial", Match.PARTIAL),
          "exact with arguments, else none",
          "how arguments are compared: all; the first ones; the last given one by its beginning");
  public static final Key<Boolean> FULL_COMMAND =
      Key.standard(
          "full-command",
          BooleanType.INSTANCE,
          "false",
          "whether its command line is looked at, where its name would do");
  public static final Key<Long> QUORUM =
      Key.optional("quorum", NumberType.from(1, 65_535), "1", "fewer processes are not well");
  public static final Key<Long> QUORUM_MAX =
      Key.optional(
          "quorum-max",
          NumberType.from(0, 65_535),
          "any number",
          "more processes are not well; 0: none may run");
  public static final Key<Duration> PROCESS_DELAY =
      delay("delay", "0", "how long a change of their number has to last to count");
  public static final Key<Duration> FORK_DELAY =
      delay("fork-delay", "the delay", "the same, when there are more of them");
  public static final Key<Duration> TERMINATE_DELAY =
      delay("terminate-delay", "the delay", "the same, when there are fewer");
  public static final Key<Long> PROCESS_WEIGHT =
      Key.standard(
          "weight", WIDE_WEIGHT, "0", "what an instance takes that names no weight of its own");
  public static final Key<Boolean> PROCESS_REVERSE =
      Key.standard(
          "reverse",
          BooleanType.INSTANCE,
          "false",
          "swaps well and not well for the instances that do not say");
  public static final Key<Map<String, Entry<Fields>>> TRACK_PROCESSES =
      Key.optional(
          "track-processes",
          MapType.of(
              "track processes",
              Section.of(
                  "track process",
                  "Processes that have to run. Their deaths are seen at once.",
                  PROCESS_COMMAND,
                  MATCH,
                  FULL_COMMAND,
                  QUORUM,
                  QUORUM_MAX,
                  PROCESS_DELAY,
                  FORK_DELAY,
                  TERMINATE_DELAY,
                  PROCESS_WEIGHT,
                  PROCESS_REVERSE)),
          "none",
          "the processes that instances may track, by name");

  private static Key<Duration> delay(String name, String otherwise, String meaning) {
    return Key.optional(name, DurationType.upTo(Duration.ofHours(1)), otherwise, meaning);
  }

  private TrackKeywords() {}
}
