//! The examples of CommonMark 0.31.2 that are read differently, and why.

/// Reasons, and the numbers of the examples.
pub(crate) const DEVIATIONS: &[(&str, &[u16])] = &[
    (
        "Raw HTML is text.",
        &[
            21, 148, 150, 151, 155, 156, 157, 158, 159, 161, 162, 163, 164, 165, 166, 167, 171, 173, 179,
            180, 185, 186, 188, 189, 191, 193, 346, 477, 478, 479, 618, 625, 632, 633, 634, 645, 646,
        ],
    ),
    ("Entities are text.", &[25, 26, 27, 31, 32, 33, 34, 36, 37, 38, 39, 40, 41, 508]),
    (
        "There are no link definitions: their words would vanish.",
        &[
            23, 194, 195, 196, 197, 198, 199, 200, 202, 204, 205, 206, 207, 208, 209, 210, 211, 212, 213,
            216, 217, 218, 219, 220, 319, 529, 530, 531, 532, 533, 534, 535, 536, 537, 538, 539, 540, 541,
            542, 543, 544, 545, 546, 547, 548, 551, 552, 553, 554, 555, 556, 557, 558, 559, 560, 561, 562,
            563, 564, 565, 566, 567, 568, 569, 570, 571, 572, 573, 575, 578, 579, 584, 585, 586, 587, 588,
            589, 590, 591, 593, 594, 595,
        ],
    ),
    (
        "There are no setext headings: a line of marks is a rule or text.",
        &[59, 80, 81, 82, 83, 84, 85, 86, 89, 90, 91, 93, 95, 96, 100, 102, 103, 302],
    ),
    ("There are no `~~~` fences.", &[19, 120, 123, 125, 139, 141, 143, 146]),
    (
        "Indentation is no code outside lists.",
        &[
            48, 311, 1, 2, 3, 6, 7, 8, 18, 107, 110, 111, 112, 114, 115, 116, 117, 118, 227, 233, 238, 254,
            255, 274, 275, 276, 291, 292,
        ],
    ),
    ("A backslash stays unless it keeps a mark from counting.", &[12, 14, 15, 16, 22, 637, 640, 642]),
    (
        "`<address>` is text, and the address in it a link like any other.",
        &[
            20, 348, 482, 483, 528, 596, 597, 598, 599, 600, 601, 602, 603, 604, 605, 606, 607, 608, 610,
            613, 614,
        ],
    ),
    (
        "Only `http`, `https` and `mailto` addresses are links; others stay as typed.",
        &[
            486, 487, 488, 489, 491, 494, 495, 497, 498, 500, 501, 502, 503, 504, 505, 506, 509, 519, 522,
            524, 549, 550, 580, 581, 582, 583, 592,
        ],
    ),
    ("An address is a link also where nothing marks it.", &[510, 513, 515, 520, 521]),
    (
        "A fence closes where its marks are, and words after it are code or text; marks without code are text.",
        &[24, 126, 129, 130, 144, 147],
    ),
    ("A quote or a list ends where its lines end.", &[234, 235, 239, 240, 249, 252, 253, 294, 295]),
    ("A mark without words is text.", &[286, 317, 79, 280, 281, 282, 283, 284]),
    ("There are no `+` lists.", &[303]),
    ("Spaces at the beginning of a line stay.", &[512]),
];
