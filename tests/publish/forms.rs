use crate::desk::{Desk, Tree, assert_same, tree};
use std::fs;
use std::io::Read;

const CONFIG: &str = "title: A site\nbase_url: https://site.example/\nlimit: 10\npublish:\n  web: { folder: ../www, precompress: true }\n  \
                      pages: { git: origin, precompress: true }\n  netlify: { folder: ../netlify, server: netlify, precompress: true }\n  \
                      vercel: { folder: ../vercel, server: vercel }\n";

/// The files that are not compressed forms of others; each form says what its file does.
fn read_back(mut files: Tree) -> Tree {
    let mut forms = 0;
    for path in files.keys().cloned().collect::<Vec<_>>() {
        let mut said = Vec::new();
        if let Some(of) = path.strip_suffix(".gz") {
            flate2::read::GzDecoder::new(&*files.remove(&path).unwrap()).read_to_end(&mut said).unwrap();
            assert!(said == files[of], "{path} says something else");
        } else if let Some(of) = path.strip_suffix(".br") {
            brotli::BrotliDecompress(&mut &*files.remove(&path).unwrap(), &mut said).unwrap();
            assert!(said == files[of], "{path} says something else");
        } else {
            continue;
        }
        forms += 1;
    }
    let worth = files.iter().filter(|(path, bytes)| bytes.len() > 512 && !path.contains(".woff2") && !path.ends_with(".png")).count();
    assert!(forms >= worth * 2 - 10 && forms > 40, "{forms} forms of {worth} files");
    files
}

#[test]
fn compressed_forms_stand_beside_their_files_and_follow_them() {
    let desk = Desk::of(12);
    desk.write("dateline.yaml", CONFIG);
    let (www, built) = (desk.at("www"), || tree(&desk.root().join("public")));
    desk.said(&["publish"], 0);
    assert_same(&read_back(tree(&www)), &built(), "the first publish");
    assert!(desk.said(&["publish"], 0).contains("as it is"));
    let time = |path: &str| fs::metadata(www.join(path)).unwrap().modified().unwrap();
    let before = time("people/person-1/index.html.br");
    desk.article(3, "second");
    fs::remove_file(desk.root().join("content/articles/a4.md")).unwrap();
    desk.said(&["publish"], 0);
    assert_same(&read_back(tree(&www)), &built(), "a changed and a removed story");
    assert_eq!(time("people/person-1/index.html.br"), before, "what is the same is not made again");
    assert!(!www.join("articles/a4").exists(), "the forms of what was taken down go too");
    assert!(desk.said(&["publish", "--verify"], 0).contains("All that was published is there"));
    fs::write(www.join("articles/a3/index.html.gz"), "spoilt").unwrap();
    assert!(desk.said(&["publish", "--verify"], 0).contains("1 file that was published"));
    read_back(tree(&www));
    // Without them they go; that is more than a quarter of what stands there.
    desk.write("dateline.yaml", &CONFIG.replace(", precompress: true", ""));
    desk.said(&["publish"], 2);
    desk.said(&["publish", "--yes"], 0);
    assert_same(&tree(&www), &built(), "without");
}

#[test]
fn compressed_forms_stand_on_a_branch() {
    let desk = Desk::of(12);
    desk.write("dateline.yaml", CONFIG);
    for word in ["first", "second"] {
        desk.article(3, word);
        desk.said(&["publish", "pages"], 0);
        let mut branch = desk.branch();
        branch.remove(".nojekyll");
        assert_same(&read_back(branch), &tree(&desk.root().join("public")), word);
    }
    assert!(desk.said(&["publish", "pages", "--verify"], 0).contains("All that was published is there"));
    let kept = tree(&desk.cache());
    assert!(
        kept.keys().any(|path| path.ends_with("repository.git/HEAD")) && !kept.keys().any(|path| path.contains("/work-")),
        "nothing is left of what was made"
    );
}

#[test]
fn a_server_is_told_in_its_files_what_it_is_to_tell_readers() {
    let desk = Desk::of(12);
    desk.write("dateline.yaml", CONFIG);
    desk.write("content/articles/new.md", "---\ntitle: New\ndate: 2018-05-05\nredirect_from: [/old/address/, /was.html]\n---\nText.\n");
    desk.write("static/_headers", "/*\n  X-Desk: ours\n");
    desk.write("static/map.html", "<!doctype html><noscript><meta http-equiv=\"refresh\" content=\"0; url=/nojs/\"></noscript><h1>A map</h1>");
    fs::write(desk.root().join("static/old.html"), b"<!doctype html><p>\xb1\xb9").unwrap();
    let text = |path: &str| fs::read_to_string(desk.at(path)).unwrap();
    desk.said(&["publish", "netlify"], 0);
    let headers = text("netlify/_headers");
    assert!(headers.ends_with("\n\n/*\n  X-Desk: ours\n") && headers.contains("/fonts/*\n  Cache-Control: public, max-age=31536000, immutable\n"), "{headers}");
    assert_eq!(text("netlify/_redirects"), "/old/address/ /articles/new/ 301\n/was.html /articles/new/ 301\n");
    let mut published = read_back(tree(&desk.at("netlify")));
    assert!(!published.contains_key("old/address/index.html") && desk.root().join("public/old/address/index.html").exists());
    published.retain(|path, _| !path.starts_with('_'));
    let mut built = tree(&desk.root().join("public"));
    built.retain(|path, _| !["old/address/index.html", "was.html", "_headers"].contains(&&**path));
    assert_same(&published, &built, "beside what the server leads on");
    assert!(published.contains_key("map.html") && published.contains_key("old.html"), "a page that says something stays");
    assert!(desk.said(&["publish", "netlify"], 0).contains("as it is"));
    // Where its article cannot be read, nobody is led nowhere.
    let article = desk.root().join("content/articles/new.md");
    let good = fs::read_to_string(&article).unwrap();
    desk.write("content/articles/new.md", &good.replace("title: New", "title: [New"));
    desk.said(&["publish", "netlify", "--despite-errors"], 1);
    assert_eq!(text("netlify/_redirects"), "/old/address/ /articles/new/ 301\n/was.html /articles/new/ 301\n");
    assert!(desk.at("netlify/articles/new/index.html").exists());
    fs::write(&article, good).unwrap();
    desk.said(&["publish", "netlify"], 0);

    desk.said(&["publish", "vercel"], 0);
    let said: serde_json::Value = serde_json::from_str(&text("vercel/vercel.json")).unwrap();
    assert_eq!(said["redirects"][0]["destination"], "/articles/new/");
    desk.write("static/vercel.json", "{}");
    assert!(desk.said(&["publish", "vercel"], 0).contains("vercel.json is the site's own"));
    assert_eq!(text("vercel/vercel.json"), "{}");
    assert!(desk.at("vercel/old/address/index.html").exists(), "where the server leads nobody on, the page does");
}
