// The contents on a narrow screen, and the search. Without scripts the link
// "Contents" shows the contents, and the index of names is a page.
//
// Copyright (c) 2026 The concur authors
// Distributed under the Boost Software License, Version 1.0.
"use strict";

(function () {
    var menu = document.querySelector("a.menu");
    var contents = document.getElementById("contents");
    menu.setAttribute("role", "button");
    menu.setAttribute("aria-expanded", "false");
    function toggle(event) {
        event.preventDefault();
        var open = contents.classList.toggle("open");
        menu.setAttribute("aria-expanded", String(open));
    }
    menu.addEventListener("click", toggle);
    menu.addEventListener("keydown", function (event) {
        if (event.key === " ") {
            toggle(event);
        }
    });

    // The sections of the page are listed where there is room.
    var here = document.querySelector(".here");
    if (here && matchMedia("(min-width: 60.01rem)").matches) {
        here.open = true;
    }

    // The current page is in view, without a move of the page itself.
    var current = contents.querySelector("[aria-current]");
    if (current && getComputedStyle(contents).position === "sticky") {
        contents.scrollTop = current.offsetTop - contents.clientHeight / 3;
    }
}());

// Words with one meaning for a reader. The first ones are the manual's.
var synonyms = [
    ["several", "many", "multiple", "two"],
    ["kill", "terminate", "stop"],
    ["destructor", "scope", "raii"],
    ["live", "follow", "tail"],
    ["timeout", "limit", "deadline"],
    ["cancel", "cancelling", "abort"],
    ["directory", "folder"]
];

// A word, and the others with its meaning.
function alike(word) {
    var all = [word];
    synonyms.forEach(function (group) {
        if (group.indexOf(word) >= 0) {
            all = all.concat(group.filter(function (other) {
                return other !== word;
            }));
        }
    });
    return all;
}

// The points of a word in a text: of a whole word more than of the beginning of one.
function pointsIn(text, word, most) {
    if (text.indexOf(" " + word + " ") >= 0) {
        return most;
    }
    return text.indexOf(" " + word) >= 0 ? most * 3 / 4 : 0;
}

// The best entries for a text; more points are better. Sections with fewer of the words
// come after those with more.
function searchManual(text, limit) {
    var words = text.toLowerCase().split(/\s+/).filter(Boolean);
    var found = [];
    if (!words.length) {
        return found;
    }
    var whole = words.join(" ").replace(/^concur::/, "").replace(/\(\)?$/, "")
        .replace(/^sp::/, "subprocess::").replace(/^_thread\./, "thread.")
        .replace(/\./g, "::");
    searchData.names.forEach(function (entry) {
        var name = entry[0].toLowerCase();
        var last = name.replace(/<.*/, "").split("::").pop();
        var points = 0;
        if (name === whole || name.endsWith("::" + whole)) {
            points = 100;
        } else if (last.startsWith(whole)) {
            points = 60;
        } else if (name.indexOf(whole) >= 0) {
            points = 30;
        }
        if (points) {
            // Names of a module come before members.
            points -= name.split("::").length + name.length / 100;
            found.push([points, entry[0], entry[1], "name"]);
        }
    });
    searchData.sections.forEach(function (entry) {
        var title = " " + entry[0].toLowerCase().replace(/[^\w+]+/g, " ") + " ";
        var text = " " + entry[3] + " ";
        var points = 0, missing = 0;
        words.forEach(function (typed) {
            var word = typed.replace(/^[^\w]+|[^\w+]+$/g, "").replace(/^.*(::|\.)/, "");
            var best = Math.max.apply(null, alike(word).map(function (other, n) {
                var points = pointsIn(title, other, 45) || pointsIn(text, other, 12);
                return n ? points / 2 : points;
            }));
            points += best;
            missing += best ? 0 : 1;
        });
        if (missing * 2 > words.length) {
            return;
        }
        points = points / words.length - 50 * missing;
        if (title.trim() === words.join(" ")) {
            points += 70;
        }
        if (!/^Reference/.test(entry[2])) {
            points += 5;
        }
        found.push([points, entry[0], entry[1], entry[2]]);
    });
    var seen = {};
    return found.sort(function (a, b) {
        return b[0] - a[0]; // equals are in the order of the manual
    }).filter(function (entry) {
        var first = !seen[entry[2]];
        seen[entry[2]] = true;
        return first;
    }).slice(0, limit);
}

(function () {
    var input = document.getElementById("search");
    var list = document.getElementById("found");

    function show() {
        list.textContent = "";
        searchManual(input.value, 12).forEach(function (entry) {
            var item = document.createElement("li");
            var link = document.createElement("a");
            var where = document.createElement("small");
            link.href = entry[2];
            link.textContent = entry[1] + " ";
            where.textContent = entry[3];
            link.appendChild(where);
            item.appendChild(link);
            list.appendChild(item);
        });
        if (input.value.trim() && !list.firstChild) {
            list.appendChild(document.createElement("li")).textContent = "Nothing found";
        }
        list.hidden = !list.firstChild;
    }
    input.addEventListener("input", show);
    input.addEventListener("keydown", function (event) {
        var first = list.querySelector("a");
        if (event.key === "Enter" && first) {
            first.click();
            list.hidden = true;
        } else if (event.key === "ArrowDown" && first) {
            event.preventDefault();
            first.focus();
        } else if (event.key === "Escape") {
            list.hidden = true;
        }
    });
    list.addEventListener("click", function () {
        list.hidden = true;
    });
    list.addEventListener("keydown", function (event) {
        var item = document.activeElement.parentElement;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            var next = event.key === "ArrowDown" ? item.nextElementSibling
                : item.previousElementSibling;
            (next ? next.firstChild : input).focus();
        } else if (event.key === "Escape") {
            list.hidden = true;
            input.focus();
        }
    });
    document.addEventListener("keydown", function (event) {
        if (event.key === "/" && document.activeElement !== input &&
            !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            input.focus();
        }
    });
    document.addEventListener("click", function (event) {
        if (!event.target.closest(".search")) {
            list.hidden = true;
        }
    });
}());
