package org.holdfast.agent.config.load;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.bind.AgentBinder;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.bind.OfflineHost;
import org.holdfast.agent.config.document.YamlText;
import org.holdfast.agent.config.keepalived.KeepalivedWords;
import org.holdfast.agent.config.pieces.FilePieces;
import org.holdfast.agent.config.pieces.RecordedServers;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueCount;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.file.PatientFile;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a configuration file completely, or reports all its errors. */
public final class ConfigFile {

  private static final Pattern SECURED =
      Pattern.compile("^\\s*(enable_script_security\\b|include)", Pattern.MULTILINE);

  private ConfigFile() {}

  /**
   * The content of a valid file.
   *
   * @param warnings in the order of their positions
   * @param yaml the text in YAML: the file's own text, or the translation of a keepalived.conf,
   *     with a comment at the position of each warning
   * @param pieces the virtual servers that a later reading may reuse
   * @param mistakes the number of warnings about statements of a keepalived.conf that cannot be
   *     parsed and are corrected or left out as in keepalived
   */
  public record Loaded(
      AgentConfig config,
      List<Problem> warnings,
      Source source,
      String yaml,
      FilePieces pieces,
      int mistakes) {

    public Loaded {
      warnings = List.copyOf(warnings);
    }

    /**
     * Whether the file is in YAML or asks for script security, or may do so in a file that it
     * includes.
     */
    public boolean isSecured() {
      return yaml.equals(source.text()) || SECURED.matcher(source.text()).find();
    }

    /** Returns a copy with another configuration. */
    public Loaded with(AgentConfig other) {
      return new Loaded(other, warnings, source, yaml, pieces, mistakes);
    }

    /** Creates the content of a YAML file. */
    Loaded(AgentConfig config, List<Problem> warnings, Source source, FilePieces pieces) {
      this(config, warnings, source, source.text(), pieces, 0);
    }
  }

  /**
   * The source of a configuration.
   *
   * @param file the path as given by the caller
   * @param text the file's text when it was read, without the files that it includes
   */
  public record Source(String file, String text) {}

  /**
   * A configuration in YAML.
   *
   * @param yaml the text. It has a comment for every warning about a keepalived.conf, that is, for
   *     every statement that was corrected, left out or not carried over
   * @param translated whether the file was a keepalived.conf
   * @param complete whether the text has no such comments
   * @param warnings in the order of their positions
   */
  public record Converted(
      String yaml, boolean translated, boolean complete, List<Problem> warnings) {

    public Converted {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads {@code file}, which may be a pipe. Blocks while it reads the file and the secrets that it
   * names; a pipe that delivers no data for some seconds is an error.
   *
   * <p>The file is YAML or a keepalived.conf; the first line that is possible in only one of the
   * two decides. A line of a keepalived.conf begins with one of its keywords without a colon, or
   * with a character that cannot begin a mapping in YAML ({@code ! $ ~ @}). Statements of a
   * keepalived.conf without a counterpart cause warnings.
   *
   * @throws ConfigException if the file cannot be read or has an error
   */
  public static Loaded load(Path file) throws ConfigException {
    return load(file, null, FilePieces.NONE, Host.LOCAL);
  }

  /**
   * Like {@link #load(Path)}.
   *
   * @param configId see {@link Reading#configId}
   * @param earlier the virtual servers of an earlier reading; those whose text has not changed are
   *     reused
   * @param host the machine that is to run the configuration
   */
  static Loaded load(Path file, @Nullable String configId, FilePieces earlier, Host host)
      throws ConfigException {
    var report = new Report(file.toString(), KeepalivedWords.ALL);
    return load(bytes(file, report), report, host, configId, earlier);
  }

  /**
   * Reads a file like {@link #load(Path)}, and prints an equivalent YAML file. Without defaults, a
   * keepalived.conf keeps its layout and comments, with one more at the position of every statement
   * that was corrected, left out or not carried over; a YAML file is printed as by {@link
   * ConfigPrinter}. Reads only the files of the configuration and no other facts about this
   * machine, because another machine may run the configuration.
   *
   * @param configId see {@link Reading#configId}
   * @throws ConfigException if the file cannot be read or has an error
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
    boolean isTranslated = isKeepalived(bytes);
    if (isTranslated && !form.defaults()) {
      var loaded = new TranslatedReading(report.file(), host, configId).withComments(bytes, report);
      return new Converted(loaded.yaml(), true, loaded.warnings().isEmpty(), loaded.warnings());
    }
    var loaded = load(bytes, report, host, configId, FilePieces.NONE);
    var warnings = loaded.warnings();
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
    return load(bytes, report, host, null, FilePieces.NONE);
  }

  static Loaded load(
      byte[] bytes, Report report, Host host, @Nullable String configId, FilePieces earlier)
      throws ConfigException {
    if (isKeepalived(bytes)) {
      var file = new TranslatedReading(report.file(), host, configId);
      var again = file.again(bytes, earlier);
      return again == null ? file.whole(bytes, report) : again;
    }
    var text = YamlText.decode(bytes, report);
    if (text == null) {
      throw report.failure();
    }
    var read = earlier.read(text, host);
    if (read == null) {
      return whole(text, report, host);
    }
    return new Loaded(read.config(), List.of(), new Source(report.file(), text), read.pieces());
  }

  /** Reads the whole text as a single tree. */
  public static Loaded whole(String text, Report report, Host host) throws ConfigException {
    return bind(YamlText.compose(text, report), text, report, host);
  }

  private static Loaded bind(@Nullable Node root, String text, Report report, Host host)
      throws ConfigException {
    var config = root == null ? null : bound(root, report, host);
    if (config != null && report.errors() == 0) {
      var source = new Source(report.file(), text);
      return new Loaded(config, report.problems(), source, FilePieces.NONE);
    }
    throw report.failure();
  }

  /** Binds a tree. The result is valid only if the report has no error afterwards. */
  static @Nullable AgentConfig bound(Node root, Report report, Host host) {
    var fields = fields(root, report);
    return fields == null ? null : new AgentBinder(report, host).bind(fields);
  }

  /** Binds a tree like {@link #bound(Node, Report, Host)}, and records its virtual servers. */
  static @Nullable AgentConfig bound(Node root, Report report, RecordedServers servers) {
    var fields = fields(root, report);
    return fields == null ? null : servers.bind(fields, report);
  }

  private static @Nullable Fields fields(Node root, Report report) {
    return ValueCount.isBearable(root, report)
        ? Keywords.ROOT.read(NodePosition.root(root), report)
        : null;
  }
}
