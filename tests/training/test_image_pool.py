import torch

from training.image_pool import ImagePool


def pictures(*values):
    return torch.tensor(values, dtype=torch.float32)[:, None, None, None].expand(-1, 3, 2, 2)


def test_a_pool_that_is_not_full_gives_back_what_comes():
    pool = ImagePool(50, seed=1)
    given = pictures(*range(50))
    torch.testing.assert_close(pool.exchange(given), given)


def test_a_full_pool_gives_back_older_pictures_half_of_the_time_and_each_once():
    pool = ImagePool(50, seed=1)
    came = list(range(500))
    given = pool.exchange(pictures(*came))[:, 0, 0, 0].tolist()
    older = [value for place, value in enumerate(given) if value < place and place >= 50]
    assert 180 < len(older) < 270
    # What was given back as older has left the pool.
    assert len(set(older)) == len(older)


def test_a_pool_goes_on_from_its_state_as_if_nothing_had_happened():
    pool, again = ImagePool(4, seed=1), ImagePool(4, seed=2)
    pool.exchange(pictures(*range(20)))
    again.load_state(pool.state(), torch.device("cpu"))
    torch.testing.assert_close(
        pool.exchange(pictures(*range(30))), again.exchange(pictures(*range(30)))
    )


def test_a_pool_of_none_keeps_nothing():
    pool = ImagePool(0, seed=1)
    torch.testing.assert_close(pool.exchange(pictures(1, 2)), pictures(1, 2))
    assert pool.state()["kept"] == []


def test_pictures_of_another_size_empty_the_pool():
    pool = ImagePool(4, seed=1)
    pool.exchange(pictures(1, 2, 3))
    given = torch.zeros(2, 3, 4, 4)
    torch.testing.assert_close(pool.exchange(given), given)
    assert [tuple(picture.shape) for picture in pool.state()["kept"]] == [(3, 4, 4)] * 2
