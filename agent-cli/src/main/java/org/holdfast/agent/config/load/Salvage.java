package org.holdfast.agent.config.load;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.keepalived.KeepalivedConf.Translation;
import org.holdfast.agent.config.keepalived.KeepalivedWording;
import org.holdfast.agent.config.pieces.RecordedServers;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.AuthenticationKeywords;
import org.holdfast.agent.config.words.CommandKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Binds a translated keepalived.conf so that one invalid value does not cause the whole file to be
 * refused. Leaves the value out of the tree, with a warning at its statement, and binds the rest
 * again. A mapping that then lacks a required key is left out in the next round, and so on until
 * there are no errors.
 *
 * <p>A VRRP instance is never left out, because its addresses might then be on no router. If an
 * instance as a whole has an error, the file is therefore refused, as keepalived does if an
 * instance has no virtual router id or no interface. Protection is never lost either: the file is
 * refused if the authentication of an instance has an error, because the instance would otherwise
 * accept every advert; a command with an error in its user is left out, because it would otherwise
 * run as root. For other files with which keepalived refuses to start, the translator adds a fatal
 * note.
 */
final class Salvage {

  /**
   * The most rounds. No key is nested deeper, and each round removes at least one level of an
   * error.
   */
  private static final int MOST_ROUNDS = 40;

  /** The names of the keys that protect the mapping that contains them. */
  private static final Set<String> PROTECTING =
      Set.of(
          AuthenticationKeywords.AUTHENTICATION.name(),
          CommandKeywords.USER.name(),
          CommandKeywords.GROUP.name());

  private final Mapping root;
  private final Report report;

  /** The statements of which a part was left out in an earlier round, with a warning. */
  private final Set<FilePosition> statements = new HashSet<>();

  /** The origin of each node of the last round. */
  private final IdentityHashMap<Node, Origin> origins = new IdentityHashMap<>();

  /**
   * A value of the tree.
   *
   * @param parent null for the root
   * @param key the key of the value; empty for an item of a list
   */
  private record Origin(Tree tree, @Nullable Origin parent, String key) {

    boolean isInstance() {
      return parent != null
          && parent.key.equals(InstanceKeywords.INSTANCES.name())
          && parent.parent != null
          && parent.parent.key.equals(Keywords.VRRP.name())
          && tree instanceof Mapping;
    }

    /**
     * Returns the value that must be left out with this one, so that the absence of a restriction
     * grants no rights.
     */
    Origin withWhatItProtects() {
      for (var at = this; at.parent != null; at = at.parent) {
        if (PROTECTING.contains(at.key)) {
          return at.parent;
        }
      }
      return this;
    }

    /** Whether the value is still in the tree. */
    boolean isThere() {
      return parent == null || (parent.has(this) && parent.isThere());
    }

    @SuppressWarnings("ReferenceEquality") // identity, not equality, matters
    private boolean has(Origin child) {
      return switch (tree) {
        case Mapping mapping -> mapping.members().get(child.key) == child.tree;
        case Items list -> list.items().stream().anyMatch(item -> item == child.tree);
        case Tree.Text _ -> false;
      };
    }

    /** Removes the value, and the enclosing list or mapping if it becomes empty. */
    @SuppressWarnings("ReferenceEquality") // identity, not equality, matters
    void leaveOut() {
      switch (parent == null ? tree : parent.tree) {
        case Mapping mapping -> mapping.members().remove(key);
        case Items list -> {
          list.items().removeIf(item -> item == tree);
          if (list.items().isEmpty() && parent != null) {
            parent.leaveOut();
          }
        }
        case Tree.Text _ -> {}
      }
    }
  }

  /**
   * The result.
   *
   * @param servers the virtual servers that a later reading may reuse; null if a value was left
   *     out, because that may depend on others
   */
  record Bound(AgentConfig config, @Nullable RecordedServers servers) {}

  private Salvage(Mapping root, Report report) {
    this.root = root;
    this.report = report;
  }

  /**
   * Returns the configuration, and removes the values that were left out from the tree of {@code
   * translation}.
   *
   * @param report contains the translation's notes; receives the warnings about omitted values
   * @throws ConfigException if the file still cannot be used
   */
  static Bound bind(Translation translation, Report report, Host host) throws ConfigException {
    if (report.errors() > 0) {
      throw report.failure();
    }
    var salvage = new Salvage(translation.root(), report);
    for (int round = 0; ; round++) {
      var trial = new Report(report.file(), KeepalivedWording.ALL);
      var servers = RecordedServers.of(host);
      var config = ConfigFile.bound(salvage.nodes(), trial, servers);
      if (config != null && trial.errors() == 0) {
        report.add(trial);
        return new Bound(config, round == 0 ? servers : null);
      }
      if (round == MOST_ROUNDS || !salvage.leaveOut(trial.refusals())) {
        report.add(trial);
        throw report.failure();
      }
    }
  }

  private Node nodes() {
    origins.clear();
    return KeepalivedFile.node(
        root,
        (node, tree, parent, key) -> {
          var above = parent == null ? null : origins.get(parent);
          origins.put(node, new Origin(tree, above, key));
        });
  }

  /**
   * Leaves out the refused values, or none of them if one must stay; returns whether any was left
   * out.
   */
  private boolean leaveOut(List<Report.Refusal> refusals) {
    for (var refusal : refusals) {
      var origin = origin(refusal);
      if (origin == null || origin.parent() == null || origin.isInstance()) {
        return false;
      }
    }
    for (var refusal : refusals) {
      var origin = origin(refusal);
      if (origin != null && origin.isThere()) {
        // What is left of a block after a part of the same statement was left out needs no word.
        if (!statements.contains(place(refusal.mark()))) {
          report.warning(
              refusal.mark(),
              null,
              refusal.message()
                  + (origin.tree() instanceof Mapping ? "; all of it is ignored" : "; ignored"));
        }
        origin.leaveOut();
      }
    }
    refusals.forEach(refusal -> statements.add(place(refusal.mark())));
    return !refusals.isEmpty();
  }

  private static FilePosition place(Mark mark) {
    return new FilePosition(mark.getName(), mark.getLine(), mark.getColumn());
  }

  private @Nullable Origin origin(Report.Refusal refusal) {
    var origin = origins.get(refusal.node());
    return origin == null ? null : origin.withWhatItProtects();
  }
}
