  def packed_box_head(self: __torch__.Kernels, pooled: Tensor, first: List[Tensor], second: List[Tensor]) -> Tensor:
    # (R, C, p, p), channels last in memory -> (R, p x p x C), as the first matrix was packed for
    cells = torch.permute(pooled, [0, 2, 3, 1])
    count = torch.size(pooled, 0)
    flat = torch.reshape(cells, [count, torch.floordiv(torch.numel(pooled), count)])
    hidden = (self).product(flat, first, "relu")
    return torch.to((self).product(hidden, second, "relu"), 6)
