package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;

/** The virtual servers of a file, before anything is made of them. */
public interface VirtualServerSource {

  /** Those of a file that has been read as one tree. */
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

  /** In the file's order; those without errors, and perhaps some with. Once. */
  List<VirtualServerConfig> bind(VirtualServerBinder binder);

  /** Of all, those with errors too; known when they have been bound. */
  Set<String> names();
}
