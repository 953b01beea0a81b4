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

/** The keys of trackable objects and of their tracks. */
public final class TrackKeywords {

  private static final NumberType WEIGHT = NumberType.from(-253, 253);
  private static final NumberType WIDE_WEIGHT = NumberType.from(-254, 254);

  // Tracking: by an instance, or by a sync group for its members.

  public static final Key<String> INTERFACE =
      Key.required("interface", TextType.INTERFACE, "the link to watch; it must be up and running");
  public static final Key<Long> INTERFACE_WEIGHT =
      Key.standard(
          "weight",
          WEIGHT,
          "0",
          "0: a failure puts the instance in FAULT; positive: added to the priority while the link"
              + " is up; negative: subtracted while it is down");
  public static final Key<Boolean> INTERFACE_REVERSE =
      Key.standard(
          "reverse", BooleanType.INSTANCE, "false", "whether up counts as down and down as up");
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
          "the links that the instance watches");

  /**
   * A kind of track of named objects: the list, and the keys of an item.
   *
   * @param where the path of the definitions, for messages: {@code vrrp.scripts}
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
          Key.derived(
              "weight",
              WEIGHT,
              "the script's weight",
              "0: a failure puts the instance in FAULT; positive: added to the priority while the"
                  + " script succeeds; negative: subtracted while it fails"),
          "the script's reverse",
          "the scripts that the instance watches");
  public static final Tracked FILES =
      tracked(
          TrackKind.FILE,
          "files",
          "vrrp.track-files",
          Key.required("file", TextType.NAME, "the name of one of vrrp.track-files"),
          Key.derived(
              "weight",
              WIDE_WEIGHT,
              "the file's weight",
              "this times the file's number is added to the priority; a product of -254 or less"
                  + " puts the instance in FAULT; with weight 0, every number except 0 does"),
          "the file's reverse",
          "the files whose numbers the instance watches");
  public static final Tracked PROCESSES =
      tracked(
          TrackKind.PROCESS,
          "processes",
          "vrrp.track-processes",
          Key.required("process", TextType.NAME, "the name of one of vrrp.track-processes"),
          Key.derived(
              "weight",
              WIDE_WEIGHT,
              "the process's weight",
              "0: a failure puts the instance in FAULT; positive: added to the priority while the"
                  + " right number of processes runs; negative: subtracted while it does not"),
          "the process's reverse",
          "the processes that the instance watches");
  public static final Tracked BFD =
      tracked(
          TrackKind.BFD,
          "bfd",
          "bfd.sessions",
          Key.required("session", TextType.NAME, "the name of one of bfd.sessions"),
          Key.standard(
              "weight",
              WEIGHT,
              "0",
              "0: a failure puts the instance in FAULT; positive: added to the priority while the"
                  + " session is up; negative: subtracted while it is down"),
          "",
          "the BFD sessions that the instance watches");
  public static final Tracked VIRTUAL_SERVERS =
      tracked(
          TrackKind.VIRTUAL_SERVER,
          "virtual-servers",
          "virtual-servers",
          Key.required("virtual-server", TextType.NAME, "the name of one of virtual-servers"),
          Key.standard(
              "weight",
              WEIGHT,
              "0",
              "0: a failure puts the instance in FAULT; positive: added to the priority while the"
                  + " virtual server has its quorum; negative: subtracted while it does not"),
          "",
          "the virtual servers that the instance watches: each must have its quorum");

  /** All kinds of tracks of named objects, in the order of the table. */
  public static final List<Tracked> BY_NAME =
      List.of(SCRIPTS, FILES, PROCESSES, BFD, VIRTUAL_SERVERS);

  /**
   * @param otherwise the origin of the default of {@code reverse}; empty if the default is false
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
        kind == TrackKind.FILE
            ? "whether the sign of the weight is reversed"
            : "whether success counts as failure and failure as success";
    var reverse =
        otherwise.isEmpty()
            ? Key.standard("reverse", BooleanType.INSTANCE, "false", swaps)
            : Key.derived("reverse", BooleanType.INSTANCE, otherwise, swaps);
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
                  "What the group watches: a failure lowers the priority of each member or puts all"
                      + " members in FAULT.",
                  INTERFACES,
                  SCRIPTS.list(),
                  FILES.list(),
                  PROCESSES.list(),
                  BFD.list(),
                  VIRTUAL_SERVERS.list())
              .plus(CheckTrackKeywords.keys()),
          "nothing",
          "what each member watches in addition to its own tracks");
  public static final Key<Boolean> TRACKING_WEIGHT =
      Key.standard(
          "tracking-weight",
          BooleanType.INSTANCE,
          "false",
          "whether the weights in a member's own tracks count. If not, such a track is ignored;"
              + " only a process still counts, and the loss of an interface is still a fault. The"
              + " group's tracks change the priorities of all members alike");

  // Files.

  public static final Key<String> PATH =
      Key.required(
          "path",
          PathType.INSTANCE,
          "the file whose first line is the number; a missing file counts as 0");
  public static final Key<Long> FILE_WEIGHT =
      Key.standard(
          "weight",
          WIDE_WEIGHT,
          "1",
          "the factor of the number, for instances that do not set one");
  public static final Key<Boolean> FILE_REVERSE =
      Key.standard(
          "reverse",
          BooleanType.INSTANCE,
          "false",
          "whether the sign of the weight is reversed, for instances that do not set it");
  public static final Key<Long> INIT_VALUE =
      Key.optional(
          "init-value",
          NumberType.from(Integer.MIN_VALUE, Integer.MAX_VALUE),
          "the file is not created",
          "the number that the agent writes to the file at the start if the file is missing");
  public static final Key<Boolean> OVERWRITE =
      Key.standard(
          "overwrite",
          BooleanType.INSTANCE,
          "false",
          "whether init-value also replaces the content of an existing file");
  public static final Key<Map<String, Entry<Fields>>> TRACK_FILES =
      Key.optional(
          "track-files",
          MapType.of(
              "track files",
              Section.of(
                  "track file",
                  "A file that holds a number. The agent reads it whenever it has been written or"
                      + " replaced. Content that is not a number counts as 0 and causes a warning.",
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
          "the name of the processes; with arguments, with a slash or with more than 15 characters"
              + " it is compared with their command lines");
  public static final Key<Match> MATCH =
      Key.derived(
          "match",
          ChoiceType.of("exact", Match.EXACT, "initial", Match.INITIAL)
              .or("partial", Match.PARTIAL),
          "exact with arguments, else none",
          "how arguments are compared: exact: all of them; initial: only the first ones; partial:"
              + " the last given argument only by its beginning");
  public static final Key<Boolean> FULL_COMMAND =
      Key.standard(
          "full-command",
          BooleanType.INSTANCE,
          "false",
          "whether the command line is compared even if the name would be enough");
  public static final Key<Long> QUORUM =
      Key.derived(
          "quorum", NumberType.from(1, 65_535), "1", "the least number of processes that must run");
  public static final Key<Long> QUORUM_MAX =
      Key.derived(
          "quorum-max",
          NumberType.from(0, 65_535),
          "any number",
          "the greatest number of processes that may run; 0: none");
  public static final Key<Duration> PROCESS_DELAY =
      delay(
          "delay", "0", "how long a change of the number of processes must last before it counts");
  public static final Key<Duration> FORK_DELAY =
      delay("fork-delay", "the value of delay", "the delay of a rise in the number of processes");
  public static final Key<Duration> TERMINATE_DELAY =
      delay(
          "terminate-delay",
          "the value of delay",
          "the delay of a fall in the number of processes");
  public static final Key<Long> PROCESS_WEIGHT =
      Key.standard("weight", WIDE_WEIGHT, "0", "the weight for instances that do not set one");
  public static final Key<Boolean> PROCESS_REVERSE =
      Key.standard(
          "reverse",
          BooleanType.INSTANCE,
          "false",
          "whether success counts as failure and failure as success, for instances that do not set"
              + " it");
  public static final Key<Map<String, Entry<Fields>>> TRACK_PROCESSES =
      Key.optional(
          "track-processes",
          MapType.of(
              "track processes",
              Section.of(
                  "track process",
                  "Processes that must run. The agent notices at once when one ends.",
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
    return Key.derived(name, DurationType.upTo(Duration.ofHours(1)), otherwise, meaning);
  }

  private TrackKeywords() {}
}
