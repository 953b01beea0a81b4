package org.holdfast.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads a configuration file whole, or says all that is wrong with it. */
public final class ConfigFile {

  /** Several times what forty thousand servers take. */
  static final int LARGEST = 32 << 20;

  private static final int DEEPEST = 32;
  private static final int MOST_ALIASES = 100_000;

  private ConfigFile() {}

  /**
   * What a good file holds.
   *
   * @param warnings in order of place
   */
  public record Loaded(AgentConfig config, List<Problem> warnings, Source source) {

    public Loaded {
      warnings = List.copyOf(warnings);
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
   * A keepalived.conf in our language.
   *
   * @param yaml the file, with a comment for every line that could not be carried over
   * @param complete whether there is no such line
   * @param warnings in order of place
   */
  public record Converted(String yaml, boolean complete, List<Problem> warnings) {

    public Converted {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads {@code file}, which may be a pipe. Blocks on the file, and on the secrets it names.
   *
   * <p>It is our YAML, or a keepalived.conf as it is: the first line that is neither blank nor a
   * comment decides. keepalived's begins with one of its keywords and no colon behind it, or with a
   * character that begins no mapping in YAML ({@code ! $ ~ @}). What of keepalived's has no
   * counterpart here is warned of.
   *
   * @throws ConfigException when it cannot be read or has an error; nothing of it holds then
   */
  public static Loaded load(Path file) throws ConfigException {
    return load(file, null);
  }

  /** As {@link #load(Path)}; see {@link Reading#configId}. */
  static Loaded load(Path file, @Nullable String configId) throws ConfigException {
    var report = new Report(file.toString());
    return load(bytes(file, report), report, Host.LOCAL, configId);
  }

  /**
   * Reads a keepalived.conf and writes the YAML file that means the same.
   *
   * @throws ConfigException when it cannot be read, is YAML already or has an error
   */
  public static Converted convert(Path file) throws ConfigException {
    var report = new Report(file.toString());
    return convert(bytes(file, report), report, Host.LOCAL);
  }

  static Converted convert(byte[] bytes, Report report, Host host) throws ConfigException {
    if (!KeepalivedFile.recognises(bytes)) {
      report.error(0, 0, "is no keepalived.conf, which alone can be converted");
      throw report.failure();
    }
    var translation = KeepalivedFile.translate(bytes, report, host, null);
    var loaded = bind(KeepalivedFile.node(translation.root()), bytes, report, host);
    boolean complete = translation.notes().stream().noneMatch(KeepalivedFile::isLoss);
    return new Converted(YamlWriter.write(translation.root()), complete, loaded.warnings());
  }

  private static byte[] bytes(Path file, Report report) throws ConfigException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LARGEST + 1);
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
    return load(bytes, report, host, null);
  }

  static Loaded load(byte[] bytes, Report report, Host host, @Nullable String configId)
      throws ConfigException {
    if (bytes.length <= LARGEST && KeepalivedFile.recognises(bytes)) {
      var translation = KeepalivedFile.translate(bytes, report, host, configId);
      return bind(KeepalivedFile.node(translation.root()), bytes, report, host);
    }
    var text = text(bytes, report);
    return bind(text == null ? null : compose(text, report), bytes, report, host);
  }

  private static Loaded bind(@Nullable Node root, byte[] bytes, Report report, Host host)
      throws ConfigException {
    if (root != null) {
      var fields = Keywords.ROOT.read(Spot.root(root), report);
      var config = fields == null ? null : new AgentBinder(report, host).bind(fields);
      if (config != null && report.errors() == 0) {
        var source = new Source(report.file(), new String(bytes, StandardCharsets.UTF_8));
        return new Loaded(config, report.problems(), source);
      }
    }
    throw report.failure();
  }

  private static @Nullable String text(byte[] bytes, Report report) {
    if (bytes.length > LARGEST) {
      report.error(0, 0, "larger than " + (LARGEST >> 20) + " MiB: this is no configuration");
      return null;
    }
    // Broken bytes and characters are refused, not replaced: this decoder reports by default.
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length);
    var result = decoder.decode(in, out, true);
    var text = out.flip().toString();
    if (result.isError()) {
      int lineStart = text.lastIndexOf('\n') + 1;
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      var hex = Integer.toHexString(bytes[in.position()] & 255);
      report.error(line, text.length() - lineStart + 1, "the byte 0x" + hex + " is no UTF-8");
      return null;
    }
    return text;
  }

  private static @Nullable Node compose(String text, Report report) {
    var options = new LoaderOptions();
    options.setNestingDepthLimit(DEEPEST);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setCodePointLimit(LARGEST);
    try {
      // As Yaml.compose does it, without what Yaml itself would build for loading and dumping.
      var node =
          new Composer(
                  new ParserImpl(new StreamReader(text), options), new UntypedResolver(), options)
              .getSingleNode();
      if (node == null) {
        report.error(0, 0, "is empty (expected: a mapping with the key \"vrrp\")");
      }
      return node;
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      report.error(mark.getLine() + 1, mark.getColumn() + 1, "no YAML: " + oneLine(e));
    } catch (ReaderException e) {
      int at = Math.min(e.getPosition(), text.length());
      int lineStart = text.lastIndexOf('\n', at - 1) + 1;
      int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
      report.error(
          line,
          at - lineStart + 1,
          "no YAML: the control character 0x" + Integer.toHexString(e.getCodePoint()));
    } catch (YAMLException e) {
      report.error(0, 0, "no YAML: " + e.getMessage());
    }
    return null;
  }

  private static String oneLine(MarkedYAMLException e) {
    var context = e.getContext();
    var problem = e.getProblem() == null ? "" : e.getProblem().strip();
    return (context == null ? problem : context.strip() + ", " + problem).replace('\n', ' ');
  }

  /** Leaves text text: every type is ours to decide. */
  private static final class UntypedResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {}
  }
}
