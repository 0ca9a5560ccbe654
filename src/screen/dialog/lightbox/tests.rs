//! Tests of the lightbox: its requests, fitting and zooming, and stepping through pictures.

use super::*;
use crate::chat::MessageId;
use crate::intent::Request;
use crate::screen::inbox::files::Of;
use uuid::Uuid;

fn shot(number: u128, width: u32, height: u32) -> Shot {
    Shot {
        at: At { message: MessageId::new(Uuid::from_u128(number)), of: Of::Message, number: 0 },
        path: String::new(),
        name: "a.png".to_owned(),
        author: "Asha".to_owned(),
        when: String::new(),
        content: Some(ContentHash::new([number as u8; 32])),
        own: Some(Pixels { width, height }),
        bytes: Some(1),
        moves: false,
        stands: Stands::Here,
    }
}

/// All of these are requests to the session.
fn requests(asks: Vec<Intent>) -> Vec<FileRequest> {
    let request = |asked| {
        let Intent::Session(Request::Files(request)) = asked else { panic!("{asked:?}") };
        request
    };
    asks.into_iter().map(request).collect()
}

fn drawn(width: u32, height: u32) -> Arc<Drawn> {
    Arc::new(Drawn::new(width, height, vec![0; width as usize * height as usize * 4]))
}

/// The first of three pictures, in an area of 800 by 600.
fn open() -> (Lightbox, PictureRequest) {
    let shots = vec![shot(1, 4_000, 2_000), shot(2, 100, 100), shot(3, 800, 600)];
    let at = shots[0].at;
    let mut lightbox = Lightbox::new(shots, at, 1.0);
    let asks = requests(lightbox.update(Message::Fits(Size::new(800.0, 600.0))));
    let [FileRequest::Draw(sight)] = asks[..] else { panic!("{asks:?}") };
    (lightbox, sight)
}

#[test]
fn it_is_decoded_as_large_as_the_window_and_larger_only_when_looked_at_closely() {
    let (mut lightbox, sight) = open();
    assert_eq!(sight.within, Pixels { width: 800, height: 600 });
    assert!(lightbox.lit(sight, Ok(drawn(800, 400))).is_empty());
    assert_eq!(lightbox.size(), Size::new(800.0, 400.0));
    assert!((lightbox.factor() - 0.2).abs() < 0.001);
    let asks = requests(lightbox.update(Message::Zoom(Zoom::In)));
    assert!((lightbox.factor() - 0.25).abs() < 0.001);
    assert_eq!(asks, [FileRequest::Draw(PictureRequest { within: LARGE, ..sight })]);
    assert!(lightbox.update(Message::Zoom(Zoom::In)).is_empty(), "asked for once");
    for _ in 0..2 {
        lightbox.update(Message::Zoom(Zoom::In));
    }
    assert!((lightbox.factor() - 1.0).abs() < 0.001, "to its own size");
    for _ in 0..2 {
        lightbox.update(Message::Zoom(Zoom::In));
    }
    assert!((lightbox.factor() - 1.5).abs() < 0.001, "and on in small steps");
    lightbox.update(Message::Zoom(Zoom::Fit));
    assert_eq!(lightbox.size(), Size::new(800.0, 400.0));
}

#[test]
fn what_is_under_the_pointer_stays_there_and_no_edge_comes_inside() {
    let (mut lightbox, sight) = open();
    lightbox.lit(sight, Ok(drawn(800, 400)));
    let around = Vector::new(200.0, 50.0);
    let place = |lightbox: &Lightbox| (around - lightbox.shift()) * (1.0 / lightbox.size().width);
    let before = place(&lightbox);
    lightbox.update(Message::Zoomed { by: 4.0, around });
    let after = place(&lightbox);
    assert!((before.x - after.x).abs() < 0.001 && (before.y - after.y).abs() < 0.001);
    lightbox.update(Message::Moved(Vector::new(9_999.0, -9_999.0)));
    let most = (lightbox.size().width - 800.0) / 2.0;
    assert!((lightbox.shift().x - most).abs() < 0.01);
    lightbox.update(Message::Zoomed { by: 0.001, around });
    assert_eq!(lightbox.shift(), Vector::ZERO);
}

#[test]
fn one_goes_through_the_pictures_and_stops_at_the_ends() {
    let (mut lightbox, sight) = open();
    assert!(lightbox.update(Message::Step(-1)).is_empty());
    assert!(lightbox.update(Message::Step(1)).is_empty(), "one is decoded at a time");
    assert_eq!(lightbox.place(), (2, 3));
    let asks = requests(lightbox.lit(sight, Ok(drawn(800, 400))));
    assert!(lightbox.drawn().is_none(), "that was another one");
    assert!(matches!(asks[..], [FileRequest::Draw(second)] if second.content != sight.content));
    lightbox.update(Message::Step(isize::MAX));
    assert_eq!(lightbox.place(), (3, 3));
}

#[test]
fn a_window_that_is_drawn_larger_shows_what_it_has_until_there_is_better() {
    let (mut lightbox, sight) = open();
    lightbox.lit(sight, Ok(drawn(800, 400)));
    let asks = requests(lightbox.update(Message::Fits(Size::new(1_000.0, 900.0))));
    let [FileRequest::Draw(first)] = asks[..] else { panic!("{asks:?}") };
    assert!(lightbox.update(Message::Fits(Size::new(1_200.0, 900.0))).is_empty(), "one at a time");
    assert_eq!(lightbox.drawn().unwrap().size(), (800, 400));
    assert_eq!(lightbox.size(), Size::new(1_200.0, 600.0));
    let asks = requests(lightbox.lit(first, Ok(drawn(1_000, 500))));
    let [FileRequest::Draw(second)] = asks[..] else { panic!("{asks:?}") };
    assert_eq!((second.within.width, lightbox.size()), (1_200, Size::new(1_200.0, 600.0)));
    lightbox.lit(second, Ok(drawn(1_200, 600)));
    assert_eq!(lightbox.drawn().unwrap().size(), (1_200, 600));
}

#[test]
fn a_small_picture_is_no_smaller_alone_than_in_its_message() {
    let small = shot(1, 120, 90);
    let mut lightbox = Lightbox::new(vec![small.clone()], small.at, 2.0);
    let asks = requests(lightbox.update(Message::Fits(Size::new(800.0, 600.0))));
    let [FileRequest::Draw(sight)] = asks[..] else { panic!("{asks:?}") };
    lightbox.lit(sight, Ok(drawn(120, 90)));
    assert_eq!(lightbox.size(), Size::new(120.0, 90.0));
}

#[test]
fn one_that_is_not_here_is_fetched_and_one_that_failed_says_so_until_it_is_tried_again() {
    let mut away = shot(1, 10, 10);
    away.stands = Stands::Away;
    let mut lightbox = Lightbox::new(vec![away.clone()], away.at, 2.0);
    let asks = requests(lightbox.update(Message::Fits(Size::new(100.0, 100.0))));
    assert!(matches!(asks[..], [FileRequest::Fetch { .. }]));
    away.stands = Stands::Failed("It is gone.".to_owned());
    assert!(lightbox.renew(vec![away.clone()]).is_empty());
    assert_eq!(lightbox.trouble(), Some("It is gone."));
    assert!(matches!(
        requests(lightbox.update(Message::Again))[..],
        [FileRequest::Again(_), FileRequest::Fetch { .. }]
    ));
    away.stands = Stands::Here;
    let asks = requests(lightbox.renew(vec![away]));
    assert!(matches!(
        asks[..],
        [FileRequest::Draw(PictureRequest { within: Pixels { width: 200, height: 200 }, .. })]
    ));
}
