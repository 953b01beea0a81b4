package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;

/** The virtual servers of a file, before they are bound. */
public interface VirtualServerSource {

  /** Returns the virtual servers of a file that was read as one tree. */
  static VirtualServerSource of(Map<String, Entry<Fields>> entries) {
    return new VirtualServerSource() {
      @Override
      public boolean isEmpty() {
        return entries.isEmpty();
      }

      @Override
      public List<VirtualServerConfig> bind(VirtualServerBinder binder) {
        var bound = new ArrayList<VirtualServerConfig>();
        entries.forEach((name, entry) -> {
          var server = binder.bind(name, entry.value());
          if (server != null) {
            bound.add(server);
          }
        });
        return bound;
      }

      @Override
      public Set<String> names() {
        return entries.keySet();
      }
    };
  }

  boolean isEmpty();

  /**
   * Whether they are translated from a keepalived.conf, where no virtual server has an instance.
   */
  default boolean areTranslated() {
    return false;
  }

  /**
   * Binds and returns the virtual servers in the file's order; some may have errors. May be called
   * only once.
   */
  List<VirtualServerConfig> bind(VirtualServerBinder binder);

  /**
   * Returns the names of all virtual servers, including those with errors. Valid only after {@link
   * #bind}.
   */
  Set<String> names();
}
