package org.holdfast.agent.config.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.bind.AgentBinder;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.bind.OfflineHost;
import org.holdfast.agent.config.document.YamlText;
import org.holdfast.agent.config.document.YamlWriter;
import org.holdfast.agent.config.keepalived.KeepalivedWords;
import org.holdfast.agent.config.pieces.KnownServers;
import org.holdfast.agent.config.pieces.ServerPieces;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.Spot;
import org.holdfast.agent.config.table.ValueCount;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.file.PatientFile;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a configuration file whole, or says all that is wrong with it. */
public final class ConfigFile {

  private ConfigFile() {}

  /**
   * What a good file holds.
   *
   * @param warnings in order of place
   * @param yaml the text in our language: the file's own, or what a keepalived.conf was translated
   *     to, with a comment in its place for each warning
   * @param known what a later reading may take over
   * @param mistakes how many warnings are of statements of a keepalived.conf that cannot be
   *     understood, and that are mended or left out as keepalived does when it runs
   */
  public record Loaded(
      AgentConfig config,
      List<Problem> warnings,
      Source source,
      String yaml,
      KnownServers known,
      int mistakes) {

    public Loaded {
      warnings = List.copyOf(warnings);
    }

    /** A file in our language. */
    Loaded(AgentConfig config, List<Problem> warnings, Source source, KnownServers known) {
      this(config, warnings, source, source.text(), known, 0);
    }
  }

  /**
   * Where a configuration came from.
   *
   * @param file as it was named
   * @param text of the file when it was read, without those that it includes
   */
  public record Source(String file, String text) {}

  /**
   * A configuration in our language.
   *
   * @param yaml the file. It says every warning about a keepalived.conf in a comment: all that was
   *     mended, left out or not carried over
   * @param translated whether it was a keepalived.conf
   * @param complete whether there is no such comment
   * @param warnings in order of place
   */
  public record Converted(
      String yaml, boolean translated, boolean complete, List<Problem> warnings) {

    public Converted {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads {@code file}, which may be a pipe. Blocks on the file and on the secrets that it names;
   * where nothing comes for some seconds, that is an error.
   *
   * <p>It is our YAML, or a keepalived.conf as it is: the first line that belongs to one of the two
   * alone decides. keepalived's begins with one of its keywords and no colon behind it, or with a
   * character that begins no mapping in YAML ({@code ! $ ~ @}). What of keepalived's has no
   * counterpart here is warned of.
   *
   * @throws ConfigException when it cannot be read or has an error; nothing of it holds then
   */
  public static Loaded load(Path file) throws ConfigException {
    return load(file, null, KnownServers.NONE, Host.LOCAL);
  }

  /**
   * As {@link #load(Path)}.
   *
   * @param configId see {@link Reading#configId}
   * @param earlier what a reading before this one knew; of our YAML, virtual servers whose text is
   *     the same are taken over from it
   * @param host the machine that is to run it
   */
  static Loaded load(Path file, @Nullable String configId, KnownServers earlier, Host host)
      throws ConfigException {
    var report = new Report(file.toString(), KeepalivedWords.ALL);
    return load(bytes(file, report), report, host, configId, earlier);
  }

  /**
   * Reads a file, as {@link #load(Path)} does, and prints the YAML file that means the same. A
   * keepalived.conf keeps its layout, so that what was mended, left out or not carried over is told
   * in its place, unless the defaults are wanted; a YAML file comes as {@link ConfigPrinter} prints
   * it. Looks at nothing of this machine but the files of the configuration, because another
   * machine will run it.
   *
   * @param configId see {@link Reading#configId}
   * @throws ConfigException when it cannot be read or has an error
   */
  public static Converted convert(Path file, Form form, @Nullable String configId)
      throws ConfigException {
    var report = new Report(file.toString(), KeepalivedWords.ALL);
    return convert(bytes(file, report), report, new OfflineHost(), form, configId);
  }

  static Converted convert(byte[] bytes, Report report, Host host, Form form)
      throws ConfigException {
    return convert(bytes, report, host, form, null);
  }

  private static Converted convert(
      byte[] bytes, Report report, Host host, Form form, @Nullable String configId)
      throws ConfigException {
    var loaded = load(bytes, report, host, configId, KnownServers.NONE);
    boolean isTranslated = isKeepalived(bytes);
    var warnings = loaded.warnings();
    if (isTranslated && !form.defaults()) {
      return new Converted(loaded.yaml(), true, warnings.isEmpty(), warnings);
    }
    var comments = isTranslated ? Remarks.comments(report.file(), warnings) : "";
    var printed = ConfigPrinter.yaml(ConfigPrinter.tree(loaded.yaml(), form, host), form);
    return new Converted(
        comments + printed, isTranslated, !isTranslated || warnings.isEmpty(), warnings);
  }

  private static boolean isKeepalived(byte[] bytes) {
    return bytes.length <= YamlText.LARGEST && KeepalivedFile.recognises(bytes);
  }

  private static byte[] bytes(Path file, Report report) throws ConfigException {
    try {
      return PatientFile.read(file, YamlText.LARGEST + 1);
    } catch (IOException e) {
      report.error(0, 0, whyUnreadable(file, e));
      throw report.failure();
    }
  }

  static String whyUnreadable(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    var reason = e.getMessage();
    return Files.isDirectory(file)
        ? "is a directory (expected: a YAML file)"
        : "cannot be read: " + (reason == null ? e.toString() : reason);
  }

  static Loaded load(byte[] bytes, Report report, Host host) throws ConfigException {
    return load(bytes, report, host, null, KnownServers.NONE);
  }

  static Loaded load(
      byte[] bytes, Report report, Host host, @Nullable String configId, KnownServers earlier)
      throws ConfigException {
    if (isKeepalived(bytes)) {
      return translated(bytes, report, host, configId);
    }
    var text = YamlText.decode(bytes, report);
    if (text == null) {
      throw report.failure();
    }
    var read = ServerPieces.read(text, host, earlier);
    if (read == null) {
      return whole(text, report, host);
    }
    return new Loaded(read.config(), List.of(), new Source(report.file(), text), read.known());
  }

  private static Loaded translated(
      byte[] bytes, Report report, Host host, @Nullable String configId) throws ConfigException {
    var translation = KeepalivedFile.translate(bytes, report, host, configId);
    var config = Salvage.bind(translation, report, host);
    var warnings = report.problems();
    Remarks.put(translation.root(), report.file(), warnings);
    return new Loaded(
        config,
        warnings,
        new Source(report.file(), new String(bytes, StandardCharsets.UTF_8)),
        YamlWriter.write(translation.root()),
        KnownServers.NONE,
        KeepalivedFile.mistakes(translation));
  }

  /** As one tree. */
  public static Loaded whole(String text, Report report, Host host) throws ConfigException {
    return bind(YamlText.compose(text, report), text, report, host);
  }

  private static Loaded bind(@Nullable Node root, String text, Report report, Host host)
      throws ConfigException {
    var config = root == null ? null : bound(root, report, host);
    if (config != null && report.errors() == 0) {
      var source = new Source(report.file(), text);
      return new Loaded(config, report.problems(), source, KnownServers.NONE);
    }
    throw report.failure();
  }

  /** What a tree says; of no use when the report has an error afterwards. */
  static @Nullable AgentConfig bound(Node root, Report report, Host host) {
    if (!ValueCount.isBearable(root, report)) {
      return null;
    }
    var fields = Keywords.ROOT.read(Spot.root(root), report);
    return fields == null ? null : new AgentBinder(report, host).bind(fields);
  }
}
