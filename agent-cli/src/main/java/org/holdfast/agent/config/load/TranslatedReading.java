package org.holdfast.agent.config.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.YamlWriter;
import org.holdfast.agent.config.keepalived.KeepalivedConf.Translation;
import org.holdfast.agent.config.keepalived.KeepalivedWording;
import org.holdfast.agent.config.keepalived.KeepalivedWords;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.load.ConfigFile.Source;
import org.holdfast.agent.config.pieces.ConfSplit;
import org.holdfast.agent.config.pieces.FilePieces;
import org.holdfast.agent.config.pieces.ObservedHost;
import org.holdfast.agent.config.pieces.RecordedServers;
import org.holdfast.agent.config.pieces.TranslatedFile;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.ServerKeywords;
import org.jspecify.annotations.Nullable;

/**
 * Reads a keepalived.conf: as a whole, or again after a change of some virtual servers, of which
 * only these are then translated and bound.
 *
 * <p>Reading again gives exactly what reading the whole file gives, or nothing. The file is
 * translated with empty lines instead of the virtual servers that have not changed, so that all
 * positions are right; the YAML text of the others is that of the earlier reading.
 */
final class TranslatedReading {

  /** The most problems that a report keeps in full. */
  private static final int MOST_WARNINGS = 100;

  /** A name that the translator may have made from another one, which is the first group. */
  private static final Pattern NUMBERED = Pattern.compile("(.*)-\\d+");

  private final String file;
  private final ObservedHost host;
  private final @Nullable String configId;

  /**
   * Creates a reading of the file with that name.
   *
   * @param configId see {@link Reading#configId}
   */
  TranslatedReading(String file, Host host, @Nullable String configId) {
    this.file = file;
    this.host = new ObservedHost(host);
    this.configId = configId;
  }

  /**
   * Reads the whole file.
   *
   * @throws ConfigException if the file has an error with which it cannot be used
   */
  Loaded whole(byte[] bytes, Report report) throws ConfigException {
    return whole(bytes, report, false);
  }

  /**
   * Reads the whole file for its conversion: the YAML text has the operator's comments too.
   *
   * @throws ConfigException if the file has an error with which it cannot be used
   */
  Loaded withComments(byte[] bytes, Report report) throws ConfigException {
    return whole(bytes, report, true);
  }

  private Loaded whole(byte[] bytes, Report report, boolean comments) throws ConfigException {
    var asking = new BitSet();
    var translation =
        KeepalivedFile.translate(
            bytes, report, host, configId, block -> asking.set(block.line(), host.wasQueried()));
    var bound = Salvage.bind(translation, report, host);
    var warnings = report.problems();
    Remarks.put(translation.root(), file, warnings);
    var text = new String(bytes, StandardCharsets.UTF_8);
    var yaml =
        comments
            ? YamlWriter.write(translation.root(), translation.comments().on(translation.root()))
            : YamlWriter.write(translation.root());
    int mistakes = KeepalivedFile.mistakes(translation);
    boolean mayReuse =
        !comments && mistakes == 0 && KeepalivedFile.isUtf8(bytes) && bound.servers() != null;
    var split = mayReuse ? ConfSplit.of(text) : null;
    var pieces =
        split == null || bound.servers() == null
            ? FilePieces.NONE
            : pieces(bound.servers().piecesOf(yaml), split, translation, asking, warnings);
    return new Loaded(bound.config(), warnings, new Source(file, text), yaml, pieces, mistakes);
  }

  /** Returns the pieces of the file, or none if a later reading must read the whole file too. */
  private FilePieces pieces(
      FilePieces ofYaml,
      ConfSplit split,
      Translation translation,
      BitSet askingLines,
      List<Problem> warnings) {
    var all = new BitSet();
    all.set(0, split.count());
    var names = names(translation, split, all);
    if (ofYaml == FilePieces.NONE || names == null || !areIndependent(names)) {
      return FilePieces.NONE;
    }
    var asking = new BitSet();
    for (int i = 0; i < split.count(); i++) {
      asking.set(i, askingLines.get(split.firstLine(i)) || ofYaml.server(i) == null);
    }
    return ofYaml.from(new TranslatedFile(split, asking, names, warnings));
  }

  /**
   * Returns the names of the virtual servers of these blocks, or null if the translator has not
   * made exactly one of each.
   */
  private @Nullable List<String> names(Translation translation, ConfSplit split, BitSet blocks) {
    if (!(translation.root().get(ServerKeywords.VIRTUAL_SERVERS) instanceof Mapping servers)
        || servers.members().size() != blocks.cardinality()) {
      return null;
    }
    int block = blocks.nextSetBit(0);
    for (var member : servers.members().values()) {
      if (!(member instanceof Mapping server)
          || server.place().line() != split.firstLine(block)
          || !server.covers(file, split.lastLine(block))
          || server.covers(file, split.lastLine(block) + 1)) {
        return null;
      }
      block = blocks.nextSetBit(block + 1);
    }
    return List.copyOf(servers.members().keySet());
  }

  /** Whether the names differ, and none may have been made because another one was taken. */
  private static boolean areIndependent(List<String> names) {
    var all = new HashSet<>(names);
    return all.size() == names.size()
        && names.stream()
            .map(NUMBERED::matcher)
            .noneMatch(name -> name.matches() && all.contains(name.group(1)));
  }

  /** Reads a changed file; returns null if it must be read as a whole. */
  @Nullable Loaded again(byte[] bytes, FilePieces earlier) {
    var before = earlier.translated();
    if (before == null || !KeepalivedFile.isUtf8(bytes)) {
      return null;
    }
    var text = new String(bytes, StandardCharsets.UTF_8);
    var split = ConfSplit.of(text);
    var common = split == null ? null : split.commonWith(before.split());
    if (split == null || common == null) {
      return null;
    }
    if (!before.warnings().isEmpty() && split.lines() != before.split().lines()) {
      return null; // the warnings' positions are no longer right
    }
    return again(text, split, common, earlier, before);
  }

  private @Nullable Loaded again(
      String text,
      ConfSplit split,
      ConfSplit.Common common,
      FilePieces earlier,
      TranslatedFile before) {
    var blocks = blocks(split, common, before);
    var report = new Report(file, KeepalivedWords.ALL);
    var askingLines = new BitSet();
    var translation =
        KeepalivedFile.translate(
            split.withOnly(blocks),
            report,
            host,
            configId,
            block -> askingLines.set(block.line(), host.wasQueried()));
    var fresh = names(translation, split, blocks);
    if (report.errors() > 0 || KeepalivedFile.mistakes(translation) > 0 || fresh == null) {
      return null;
    }
    var names = new ArrayList<String>();
    var reused = new ArrayList<@Nullable VirtualServerConfig>();
    var members = new int[split.count()];
    for (int i = 0, next = 0; i < members.length; i++) {
      boolean isFresh = blocks.get(i);
      members[i] = isFresh ? -1 : common.earlier(i);
      names.add(isFresh ? fresh.get(next++) : before.names().get(members[i]));
      reused.add(isFresh ? null : earlier.server(members[i]));
    }
    var servers = RecordedServers.of(host, names, reused);
    var bound = areIndependent(names) ? bind(translation, report, servers) : null;
    var warnings = warnings(report.problems(), blocks, split, before);
    if (bound == null || warnings == null) {
      return null;
    }
    Remarks.put(translation.root(), file, report.problems());
    var yaml = earlier.splice(YamlWriter.write(translation.root()), members);
    var pieces = yaml == null ? FilePieces.NONE : servers.piecesOf(yaml);
    if (yaml == null || pieces == FilePieces.NONE) {
      return null;
    }
    var asking = new BitSet();
    for (int i = 0; i < members.length; i++) {
      asking.set(i, askingLines.get(split.firstLine(i)) || pieces.server(i) == null);
    }
    return new Loaded(
        bound,
        warnings,
        new Source(file, text),
        yaml,
        pieces.from(new TranslatedFile(split, asking, names, warnings)),
        0);
  }

  /**
   * Binds what was translated and the virtual servers that are reused; null if there is an error.
   */
  private @Nullable AgentConfig bind(
      Translation translation, Report report, RecordedServers servers) {
    var trial = new Report(file, KeepalivedWording.ALL);
    var root = KeepalivedFile.node(translation.root(), (_, _, _, _) -> {});
    var config = ConfigFile.bound(root, trial, servers);
    report.add(trial);
    return trial.errors() == 0 ? config : null;
  }

  /**
   * Returns the blocks that must be translated: those that have changed or that depend on the host,
   * and the first one, so that there is a section of virtual servers.
   */
  private static BitSet blocks(ConfSplit split, ConfSplit.Common common, TranslatedFile before) {
    var blocks = new BitSet();
    blocks.set(0);
    for (int i = 0; i < split.count(); i++) {
      int same = common.earlier(i);
      if (same < 0 || before.asking().get(same)) {
        blocks.set(i);
      }
    }
    return blocks;
  }

  /**
   * Returns the warnings of the whole file: those about what was read now, and the earlier ones
   * about the other blocks; null if some were not kept or are not about lines of the file.
   */
  private @Nullable List<Problem> warnings(
      List<Problem> fresh, BitSet blocks, ConfSplit split, TranslatedFile before) {
    var warnings = new ArrayList<>(fresh);
    for (var warning : before.warnings()) {
      if (!isOfLine(warning)) {
        return null;
      }
      int block = split.blockAt(warning.line());
      if (block >= 0 && !blocks.get(block)) {
        warnings.add(warning);
      }
    }
    Collections.sort(warnings);
    return warnings.size() <= MOST_WARNINGS && warnings.stream().allMatch(this::isOfLine)
        ? warnings
        : null;
  }

  private boolean isOfLine(Problem warning) {
    return warning.line() > 0 && warning.file().equals(file);
  }
}
