package org.holdfast.agent.config.load;

import java.util.IdentityHashMap;
import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.keepalived.KeepalivedConf.Translation;
import org.holdfast.agent.config.table.Report;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Binds a translated keepalived.conf so that one value that our rules refuse does not refuse the
 * whole file: the value is left out of the tree, with a warning at its statement, and the rest is
 * bound again. What then lacks a key that it needs is left out in the next round, and so on outward
 * until everything fits.
 *
 * <p>A VRRP instance is never left out: without it, its addresses would be nobody's. An error of an
 * instance as a whole therefore refuses the file, as keepalived does when an instance has no
 * virtual router id or no interface. Nor is what protects: with an error in its authentication an
 * instance would trust everybody, so the file is refused; with an error in its user a command would
 * run as root, so the command is left out. Whatever else keepalived refuses to start with, the
 * translator says with a fatal note.
 */
final class Salvage {

  /** Nothing of ours nests deeper, and each round takes out at least one level of what is wrong. */
  private static final int MOST_ROUNDS = 40;

  private final Mapping root;
  private final Report report;

  /** Where each node of the last round comes from. */
  private final IdentityHashMap<Node, Origin> origins = new IdentityHashMap<>();

  /**
   * A value of the tree.
   *
   * @param parent null for the root
   * @param key under which it stands; empty for an item of a list
   */
  private record Origin(Tree tree, @Nullable Origin parent, String key) {

    boolean isInstance() {
      return parent != null
          && parent.key.equals("instances")
          && parent.parent != null
          && parent.parent.key.equals("vrrp")
          && tree instanceof Mapping;
    }

    /** What has to go with it, so that nothing gets more rights by its absence. */
    Origin withWhatItProtects() {
      for (var at = this; at.parent != null; at = at.parent) {
        if (at.key.equals("authentication") || at.key.equals("user") || at.key.equals("group")) {
          return at.parent;
        }
      }
      return this;
    }

    /** Whether it still stands in the tree. */
    boolean isThere() {
      return parent == null || (parent.has(this) && parent.isThere());
    }

    @SuppressWarnings("ReferenceEquality") // this very tree, not an equal one
    private boolean has(Origin child) {
      return switch (tree) {
        case Mapping mapping -> mapping.members().get(child.key) == child.tree;
        case Items list -> list.items().stream().anyMatch(item -> item == child.tree);
        case Tree.Text _ -> false;
      };
    }

    /** Takes it out, with the list or the mapping around it if that is empty then. */
    @SuppressWarnings("ReferenceEquality") // this very tree, not an equal one
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

  private Salvage(Mapping root, Report report) {
    this.root = root;
    this.report = report;
  }

  /**
   * The configuration; {@code translation}'s tree is afterwards without what was left out.
   *
   * @param report has the translation's notes, and then the warnings of what was left out
   * @throws ConfigException when the file cannot be used all the same
   */
  static AgentConfig bind(Translation translation, Report report, Host host)
      throws ConfigException {
    if (report.errors() > 0) {
      throw report.failure();
    }
    var salvage = new Salvage(translation.root(), report);
    for (int round = 0; ; round++) {
      var trial = new Report(report.file());
      var config = ConfigFile.bound(salvage.nodes(), trial, host);
      if (config != null && trial.errors() == 0) {
        report.add(trial);
        return config;
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

  /** Whether anything could be left out; nothing is if something must not be. */
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
        report.warning(
            refusal.mark(),
            null,
            refusal.message()
                + (origin.tree() instanceof Mapping ? "; all of it is ignored" : "; ignored"));
        origin.leaveOut();
      }
    }
    return !refusals.isEmpty();
  }

  private @Nullable Origin origin(Report.Refusal refusal) {
    var origin = origins.get(refusal.node());
    return origin == null ? null : origin.withWhatItProtects();
  }
}
