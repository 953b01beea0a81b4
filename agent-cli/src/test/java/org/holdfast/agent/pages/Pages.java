package org.holdfast.agent.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pages for readers: the README, the documents, and those of the examples. */
public final class Pages {

  /** The root of the repository. */
  public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Pages() {}

  /** Returns the Markdown files, sorted. */
  public static List<Path> all() throws IOException {
    var pages = new ArrayList<Path>();
    pages.add(ROOT.resolve("README.md"));
    pages.add(ROOT.resolve("CONTRIBUTING.md"));
    for (var folder : List.of("docs", "examples")) {
      try (var files = Files.walk(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }
}
