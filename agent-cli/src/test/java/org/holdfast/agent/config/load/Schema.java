package org.holdfast.agent.config.load;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import org.holdfast.agent.config.words.Keywords;

/** The JSON Schema with which editors complete and check a configuration. */
final class Schema {

  private Schema() {}

  /** The schema, draft 2020-12, ending with a newline. */
  static String json() {
    var definitions = new LinkedHashMap<String, Object>();
    var root = Keywords.ROOT.schema(definitions);
    var schema = new LinkedHashMap<String, Object>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Holdfast's configuration");
    schema.putAll(root);
    schema.put("$defs", definitions);
    try {
      return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(schema) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }
}
